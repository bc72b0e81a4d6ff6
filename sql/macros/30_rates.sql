-- rates: pass@k, how sure a rate is, and the size of a validation side.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- The most that the validation side of a mix of `most` training examples may hold: in proportion,
-- rounded up, in whole numbers (a double makes 31 of 30).
create or replace macro validation_examples(most, validation) as
    list_transform(
        [(validation * 1000000)::hugeint],
        lambda parts: (most * parts + 999999 - parts) // (1000000 - parts)
    )[1];

-- Unbiased pass@k, 1 - C(n-c, k) / C(n, k) (Chen et al. 2021, arXiv:2107.03374), as a product of k
-- factors in a fixed order; NULL where n < k.
create or replace macro pass_at(n, c, k) as
    case
        when n < k then null
        when k = 1 then c / n
        when n - c < k then 1
        else 1 - list_product(
            list_transform(range(k), lambda i: (n - c - i)::double / (n - i))
        )
    end::decimal(9, 6);

-- The lower end of the 95 % interval of a rate, `n_passed` of `n`: Wilson's score interval (Wilson
-- 1927, JASA 22, 209), with z = 1.95996398, z^2 / 2 = 1.92072941 and z^2 / 4 = 0.96036471. It stays
-- within 0..1 and is good for few results, too; NULL where there are none. It takes results for
-- independent: over several of one problem the truth is less sure than it says.
create or replace macro wilson_low(n_passed, n) as
    (
        (
            n_passed + 1.92072941::double - 1.95996398::double * sqrt(
                n_passed::double * (n - n_passed) / nullif(n, 0) + 0.96036471::double
            )
        ) / (n + 3.84145882::double)
    )::decimal(9, 6);

-- The upper end of that interval.
create or replace macro wilson_high(n_passed, n) as
    (1 - wilson_low(n - n_passed, n))::decimal(9, 6);

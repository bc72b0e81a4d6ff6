-- rates: pass@k, and the size of a validation side.
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

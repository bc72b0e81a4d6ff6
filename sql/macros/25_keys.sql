-- keys: hashes that order and name rows, the same on every machine.
-- (The linter knows neither the indentation of macros nor lambdas of two parameters.)
-- noqa: disable=LT01,LT02,PRS,RF03

-- One key out of several parts, joined by chr(31), the unit separator.
create or replace macro key_of(parts) as
    md5(array_to_string(parts, chr(31)));

-- The same as a fraction of 1, in nine decimals.
create or replace macro unit_hash(parts) as
    (('0x' || key_of(parts)[:12])::bigint / 281474976710656)::decimal(10, 9);

-- settings: what the user chose, by the keys of datasets.toml.
-- Grain:  one row.
-- Reads:  nothing.
-- Scope:  one file
-- Python binds the values and their types as two JSON texts: no value is ever pasted into SQL. Each
-- column is described by its line in datasets.toml. A missing column is an error, where an unset
-- variable would be NULL in silence.

create or replace table settings as
select unnest(from_json(getvariable('settings'), getvariable('settings_types')));

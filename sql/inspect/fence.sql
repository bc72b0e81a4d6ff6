-- The fence around a database that another process wrote: statements see its tables, and nothing
-- else of this machine.
set enable_external_access = false;
set lock_configuration = true;

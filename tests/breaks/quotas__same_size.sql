-- The mixes of this build are of different sizes.
update settings set is_same_size = true;

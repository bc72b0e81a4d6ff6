-- The mixes of this build are of different sizes.
update settings set same_size = true;

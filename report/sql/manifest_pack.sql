-- manifest_pack: when a pack was made.
select json_object('pack', ?1, 'as_of', ?2, 'run', ?3);

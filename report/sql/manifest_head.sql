-- manifest_head: the first lines of manifest.json.
select
    '"run": ' || json_quote(?1)
    || ',' || char(10) || '  "version": ' || json_quote(?2)
    || ',' || char(10) || '  "as_of": ' || json_quote(?3)
    || ',' || char(10) || '  "published_at": ' || json_quote(?4);

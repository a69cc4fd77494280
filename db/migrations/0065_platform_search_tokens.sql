-- Tokens of Latin letters and digits have four letters now, since three are in nearly every pinyin: made anew at the
-- next start, or by `tianfu index`.
delete from search_entry;

-- One spelling of a name: whatever dot was typed within it is `·`, so that a roster that types another one finds the person again.
update person set name = regexp_replace(name, '\s*[•‧∙⋅●◦・･·]+\s*', '·', 'g')
where name ~ '[•‧∙⋅●◦・･]';

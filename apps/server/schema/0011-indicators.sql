-- Indicators 指标: declared measures over cases, by place and period, kept so that a page need not count anew.

create table indicator_value (
  county int not null,
  period_from date not null,
  period_until date not null,
  indicator text not null,
  indicator_version int not null,
  place_key uuid not null,
  numerator int not null,
  denominator int,
  excluded int not null,
  as_of timestamptz not null,
  primary key (county, period_from, period_until, indicator, place_key),
  check (period_from < period_until),
  check (numerator >= 0 and excluded >= 0 and (denominator is null or denominator >= numerator))
);
comment on table indicator_value is 'tenant: what an indicator came to in a period; counted anew from the cases at any time. place_key is the village, or the town or county where cases have none';

use super::*;
use proptest::prelude::*;

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

#[test]
fn seven_kinds_have_their_days() {
    for (text, kind, first, last, days, months) in [
        (
            "2020",
            PeriodKind::Year,
            "2020-01-01",
            "2020-12-31",
            366,
            12,
        ),
        (
            "2021-H1",
            PeriodKind::Half,
            "2021-01-01",
            "2021-06-30",
            181,
            6,
        ),
        (
            "2021-H2",
            PeriodKind::Half,
            "2021-07-01",
            "2021-12-31",
            184,
            6,
        ),
        (
            "2020-Q1",
            PeriodKind::Quarter,
            "2020-01-01",
            "2020-03-31",
            91,
            3,
        ),
        (
            "2020-Q4",
            PeriodKind::Quarter,
            "2020-10-01",
            "2020-12-31",
            92,
            3,
        ),
        (
            "2021-02",
            PeriodKind::Month,
            "2021-02-01",
            "2021-02-28",
            28,
            1,
        ),
        // ISO 8601 examples: week 53 of 2020 ends on 3 January 2021.
        (
            "2020-W53",
            PeriodKind::Week,
            "2020-12-28",
            "2021-01-03",
            7,
            0,
        ),
        (
            "2020-W01",
            PeriodKind::Week,
            "2019-12-30",
            "2020-01-05",
            7,
            0,
        ),
        (
            "2020-02-29",
            PeriodKind::Day,
            "2020-02-29",
            "2020-02-29",
            1,
            0,
        ),
        (
            "2020-01-31T23:00:00Z/2020-04-01T00:00:00Z",
            PeriodKind::Interval,
            "2020-01-31",
            "2020-03-31",
            61,
            2,
        ),
    ] {
        let period = period(text);
        assert_eq!(period.kind(), kind, "{text}");
        assert_eq!(period.to_string(), text);
        assert_eq!(period.first_day().to_string(), first, "{text}");
        assert_eq!(period.last_day().to_string(), last, "{text}");
        assert_eq!(period.day_count(), days, "{text}");
        assert_eq!(period.months().count(), months, "{text}");
    }
}

#[test]
fn what_is_no_period_is_refused() {
    for text in [
        "",
        "20",
        "0000",
        "9999",
        "+202",
        "-020",
        "02020",
        "2020-",
        "2020-5",
        "2020-13",
        "2020-00",
        "2020-H0",
        "2020-H3",
        "2020-Q5",
        "2020-Q",
        "2020-W00",
        "2021-W53",
        "2020-W7",
        "2021-02-29",
        "2020-05-1",
        "2020-05-17/",
        "2020-05-17T00:00:00Z/2020-05-17T00:00:00Z",
        "2020-05-17T01:00:00Z/2020-05-17T00:00:00Z",
        "２０２０",
        "2020 ",
        "2020-+5",
        "2020年",
    ] {
        assert_eq!(
            text.parse::<Period>(),
            Err(PeriodError {
                text: text.to_owned()
            })
        );
    }
}

#[test]
fn a_day_of_clock_change_is_shorter_or_longer() {
    let london = TimeZone::get("Europe/London").unwrap();
    let hours = |text: &str, zone: &TimeZone| {
        let span = period(text).span(zone);
        span.end.duration_since(span.start).as_hours()
    };
    assert_eq!(hours("2020-03-29", &london), 23);
    assert_eq!(hours("2020-10-25", &london), 25);
    assert_eq!(hours("2020-03", &london), 31 * 24 - 1);
    assert_eq!(hours("2020", &london), 366 * 24);
    // Chongqing knows no summer time; its year starts eight hours before that of UTC.
    let chongqing = TimeZone::get("Asia/Shanghai").unwrap();
    assert_eq!(hours("2020", &chongqing), 366 * 24);
    assert_eq!(
        period("2020").span(&chongqing).start.to_string(),
        "2019-12-31T16:00:00Z"
    );
    // In Sao Paulo midnight of 4 November 2018 did not exist: the day started at one.
    let sao_paulo = TimeZone::get("America/Sao_Paulo").unwrap();
    assert_eq!(hours("2018-11-04", &sao_paulo), 23);
    assert_eq!(
        period("2018-11-04").span(&sao_paulo).start.to_string(),
        "2018-11-04T03:00:00Z"
    );
}

#[test]
fn parents_neighbours_and_parts() {
    let texts = |periods: Vec<Period>| {
        periods
            .iter()
            .map(Period::to_string)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(texts(period("2020-05").parents()), "2020-Q2 2020-H1 2020");
    assert_eq!(texts(period("2020-Q3").parents()), "2020-H2 2020");
    assert_eq!(
        texts(period("2020-12-31").parents()),
        "2020-12 2020-Q4 2020-H2 2020"
    );
    assert_eq!(texts(period("2020-W53").parents()), "");
    for (text, previous) in [
        ("2020", "2019"),
        ("2020-H1", "2019-H2"),
        ("2020-Q1", "2019-Q4"),
        ("2020-01", "2019-12"),
        ("2021-W01", "2020-W53"),
        ("2020-03-01", "2020-02-29"),
        (
            "2020-05-17T00:15:00Z/2020-05-17T00:30:00Z",
            "2020-05-17T00:00:00Z/2020-05-17T00:15:00Z",
        ),
    ] {
        assert_eq!(period(text).previous(), Some(period(previous)));
        assert_eq!(period(previous).next(), Some(period(text)));
    }
    assert_eq!(period("0001").previous(), None);
    assert_eq!(period("9998").next(), None);
    assert_eq!(period("2021-05").year_before(), Some(period("2020-05")));
    assert_eq!(period("2020-02-29").year_before(), None);
    assert_eq!(period("2020-W53").year_before(), None);
    assert_eq!(
        texts(period("2020-H2").parts(PeriodKind::Quarter)),
        "2020-Q3 2020-Q4"
    );
    assert_eq!(period("2020").parts(PeriodKind::Month).len(), 12);
    assert_eq!(period("2020").parts(PeriodKind::Week), []);
    assert_eq!(period("2020-05").parts(PeriodKind::Year), []);
    assert_eq!(period("2020-W07").parts(PeriodKind::Day).len(), 7);
}

#[test]
fn order_is_time_then_the_longer_first() {
    let mut periods: Vec<Period> = [
        "2020-02",
        "2020",
        "2020-01-01",
        "2019-12",
        "2020-Q1",
        "2020-H1",
        "2020-01",
        "2020-W02",
        "2020-01-01T00:00:00Z/2020-01-01T00:15:00Z",
    ]
    .map(period)
    .to_vec();
    periods.sort();
    assert_eq!(
        periods
            .iter()
            .map(Period::to_string)
            .collect::<Vec<_>>()
            .join(" "),
        "2019-12 2020 2020-H1 2020-Q1 2020-01 2020-01-01 2020-01-01T00:00:00Z/2020-01-01T00:15:00Z 2020-W02 2020-02"
    );
}

#[test]
fn a_period_put_together_wrongly_does_no_harm() {
    for wrong in [
        Period::Month {
            year: 2020,
            month: 13,
        },
        Period::Week {
            year: 2021,
            week: 53,
        },
        Period::Quarter {
            year: i16::MIN,
            quarter: -3,
        },
        Period::Year(i16::MAX),
        Period::Interval {
            start: Timestamp::MAX,
            end: Timestamp::MIN,
        },
    ] {
        assert!(!wrong.is_valid());
        assert!(wrong.first_day() <= wrong.last_day());
        let _ = (
            wrong.span(&TimeZone::UTC),
            wrong.months().count(),
            wrong.parents(),
        );
        let _ = (wrong.previous(), wrong.next(), wrong.year_before());
    }
}

fn any_period() -> impl Strategy<Value = Period> {
    let day = (0..3_651_000_i64).prop_map(|n| date(1, 1, 1).saturating_add(n.days()));
    prop_oneof![
        (day, 0..6_usize).prop_filter_map("outside the valid years", |(day, kind)| Period::of(
            PeriodKind::ALL[kind],
            day
        )),
        (
            -60_000_000_000_i64..250_000_000_000,
            1..100_000_000_i64,
            0..1_000_000_000_i32
        )
            .prop_map(|(start, length, nanos)| Period::Interval {
                start: Timestamp::new(start, nanos).unwrap(),
                end: Timestamp::new(start + length, 0).unwrap(),
            }),
    ]
    .prop_filter("valid", Period::is_valid)
}

proptest! {
    #[test]
    fn printed_and_parsed_it_is_the_same(period in any_period()) {
        prop_assert_eq!(period.to_string().parse::<Period>(), Ok(period));
        let json = format!("\"{period}\"");
        let read: Period = serde::Deserialize::deserialize(
            serde::de::value::StrDeserializer::<serde::de::value::Error>::new(json.trim_matches('"'))).unwrap();
        prop_assert_eq!(read, period);
    }

    #[test]
    fn parents_contain_it_and_neighbours_touch_it(period in any_period()) {
        for parent in period.parents() {
            prop_assert!(parent.contains(&period) && !period.contains(&parent));
            prop_assert!(parent < period || parent.first_day() < period.first_day());
        }
        let zone = TimeZone::get("Europe/London").unwrap();
        if let Some(previous) = period.previous() {
            prop_assert_eq!(previous.span(&zone).end, period.span(&zone).start);
            prop_assert!(previous < period);
            prop_assert!(!previous.overlaps(&period));
            prop_assert_eq!(previous.next().is_some(), true);
        }
        if let (Some(index), Some(previous)) = (period.month_index(), period.previous()) {
            prop_assert_eq!(previous.month_index(), Some(index - 1));
            prop_assert_eq!(Period::from_month_index(index), Some(period));
        }
    }

    #[test]
    fn the_order_is_total(mut periods in proptest::collection::vec(any_period(), 3)) {
        periods.sort();
        prop_assert!(periods[0] <= periods[1] && periods[1] <= periods[2] && periods[0] <= periods[2]);
        prop_assert_eq!(periods[0] == periods[1], periods[0].cmp(&periods[1]) == Ordering::Equal);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,40}") {
        if let Ok(period) = text.parse::<Period>() {
            prop_assert_eq!(period.to_string().parse::<Period>(), Ok(period));
        }
    }
}

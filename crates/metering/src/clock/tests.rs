use super::*;
use jiff::civil::date;

/// Zones by their present rules, so that the tables below hold on any machine.
pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::posix(match name {
        // Back on the last Sunday of October at 03:00, forward on that of March at 02:00.
        "Europe/Berlin" => "CET-1CEST,M3.5.0,M10.5.0/3",
        "Asia/Shanghai" => "CST-8",
        // Half an hour: forward on the first Sunday of October at 02:00, back on that of April at 02:00.
        "Australia/Lord_Howe" => "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
        // Forward on the second Sunday of March at 02:00, back on the first of November at 02:00.
        "America/New_York" => "EST5EDT,M3.2.0,M11.1.0",
        // Forward at midnight, so that the day begins at 01:00.
        "midnight" => "CST-8CDT,M3.2.0/0,M11.1.0/0",
        other => panic!("{other}"),
    })
    .unwrap()
}

fn second(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_second()
}

/// Zone, day, its first instant, seconds, slots of 15, 30 and 60 minutes, seconds of the last slot of 60.
type Row = (&'static str, Date, &'static str, i64, [usize; 3], i64);

const TABLE: [Row; 13] = [
    // Berlin is at +1 in winter: midnight is 23:00Z. One hour less: 23 × 4 = 92.
    (
        "Europe/Berlin",
        date(2026, 3, 29),
        "2026-03-28T23:00:00Z",
        82_800,
        [92, 46, 23],
        3600,
    ),
    (
        "Europe/Berlin",
        date(2026, 10, 25),
        "2026-10-24T22:00:00Z",
        90_000,
        [100, 50, 25],
        3600,
    ),
    (
        "Europe/Berlin",
        date(2016, 3, 27),
        "2016-03-26T23:00:00Z",
        82_800,
        [92, 46, 23],
        3600,
    ),
    (
        "Europe/Berlin",
        date(2024, 2, 29),
        "2024-02-28T23:00:00Z",
        86_400,
        [96, 48, 24],
        3600,
    ),
    (
        "Asia/Shanghai",
        date(2026, 3, 29),
        "2026-03-28T16:00:00Z",
        86_400,
        [96, 48, 24],
        3600,
    ),
    (
        "Asia/Shanghai",
        date(2024, 2, 29),
        "2024-02-28T16:00:00Z",
        86_400,
        [96, 48, 24],
        3600,
    ),
    // Half an hour more: 24.5 × 4 = 98; of the 25 hours the last has 30 minutes. At +11 midnight is 13:00Z.
    (
        "Australia/Lord_Howe",
        date(2026, 4, 5),
        "2026-04-04T13:00:00Z",
        88_200,
        [98, 49, 25],
        1800,
    ),
    // Half an hour less: 23.5 × 4 = 94. At +10:30 midnight is 13:30Z.
    (
        "Australia/Lord_Howe",
        date(2026, 10, 4),
        "2026-10-03T13:30:00Z",
        84_600,
        [94, 47, 24],
        1800,
    ),
    (
        "Australia/Lord_Howe",
        date(2026, 7, 1),
        "2026-06-30T13:30:00Z",
        86_400,
        [96, 48, 24],
        3600,
    ),
    (
        "America/New_York",
        date(2026, 3, 8),
        "2026-03-08T05:00:00Z",
        82_800,
        [92, 46, 23],
        3600,
    ),
    (
        "America/New_York",
        date(2026, 11, 1),
        "2026-11-01T04:00:00Z",
        90_000,
        [100, 50, 25],
        3600,
    ),
    (
        "America/New_York",
        date(2028, 2, 29),
        "2028-02-29T05:00:00Z",
        86_400,
        [96, 48, 24],
        3600,
    ),
    // Midnight is left out: the day begins at 01:00 by +9, which is 16:00Z.
    (
        "midnight",
        date(2026, 3, 8),
        "2026-03-07T16:00:00Z",
        82_800,
        [92, 46, 23],
        3600,
    ),
];

#[test]
fn days_are_as_long_as_their_clock_changes_make_them() {
    for (name, of, start, length_s, slots, last_s) in TABLE {
        let clock = DayClock::new(zone(name));
        let day = clock.day(of);
        assert_eq!(day.start_s, second(start), "{name} {of}");
        assert_eq!(day.length_s(), length_s, "{name} {of}");
        assert_eq!(
            [900, 1800, 3600].map(|i| clock.slots(of, i)),
            slots,
            "{name} {of}"
        );
        assert_eq!(day.slot_length_s(slots[2] - 1, 3600), last_s, "{name} {of}");
        for (interval_s, slots) in [900, 1800, 3600].into_iter().zip(slots) {
            let lengths: i64 = (0..slots)
                .map(|slot| day.slot_length_s(slot, interval_s))
                .sum();
            assert_eq!(lengths, length_s, "{name} {of}");
            // Every slot's first and last second are its own.
            for slot in 0..slots {
                let start_s = day.slot_start_s(slot, interval_s);
                let end_s = day.slot_start_s(slot + 1, interval_s);
                for at_s in [start_s, end_s - 1] {
                    let at = Timestamp::from_second(at_s).unwrap();
                    assert_eq!(clock.slot_of(at, interval_s), (of, slot), "{name} {at}");
                }
            }
            assert_eq!(
                clock.start_of(of, slots, interval_s),
                clock.start_of(of.tomorrow().unwrap(), 0, interval_s)
            );
        }
    }
}

#[test]
fn a_year_has_its_quarter_hours_whatever_its_clock_does() {
    for (year, days) in [(2024, 366), (2026, 365)] {
        for name in [
            "Europe/Berlin",
            "Asia/Shanghai",
            "Australia/Lord_Howe",
            "America/New_York",
        ] {
            let clock = DayClock::new(zone(name));
            let mut slots = 0;
            let mut day = date(year, 1, 1);
            while day.year() == year {
                slots += clock.slots(day, 900);
                day = day.tomorrow().unwrap();
            }
            // What one change takes the other gives back.
            assert_eq!(slots, days * 96, "{name} {year}");
        }
    }
}

#[test]
fn hours_are_counted_by_the_time_that_passed() {
    let clock = DayClock::new(zone("Europe/Berlin"));
    let spring = clock.hour_index(date(2026, 3, 29), 900);
    // 01:45 is in the second hour, 03:00 in the third.
    assert_eq!((spring[7], spring[8], spring[91]), (1, 2, 22));
    let autumn = clock.hour_index(date(2026, 10, 25), 900);
    // 02:00 the first time is hour 2, the second time hour 3.
    assert_eq!((autumn[8], autumn[12], autumn[99]), (2, 3, 24));
    assert_eq!(
        clock.hour_index(date(2026, 10, 25), 3600),
        (0..25).collect::<Vec<u16>>()
    );
    let clock = DayClock::new(zone("Australia/Lord_Howe"));
    let autumn = clock.hour_index(date(2026, 4, 5), 1800);
    assert_eq!(
        (
            autumn.len(),
            autumn[48],
            clock.day(date(2026, 4, 5)).hours()
        ),
        (49, 24, 25)
    );
}

#[test]
fn slots_longer_than_an_hour_follow_the_wall() {
    let clock = DayClock::new(zone("Europe/Berlin"));
    for (of, night_s, day_s) in [
        (date(2026, 3, 29), 5 * 3600, 82_800),
        (date(2026, 10, 25), 7 * 3600, 90_000),
        (date(2026, 7, 1), 6 * 3600, 86_400),
    ] {
        let day = clock.day(of);
        assert_eq!((day.slots(21_600), day.slots(86_400)), (4, 1));
        assert_eq!(day.slot_length_s(0, 21_600), night_s);
        assert_eq!(day.slot_length_s(3, 21_600), 6 * 3600);
        assert_eq!(day.slot_length_s(0, 86_400), day_s);
        // 06:00 on the wall is the second slot of four.
        let Wall::Once(six) = day.wall(6 * 3600) else {
            panic!()
        };
        assert_eq!(day.slot_of_s(six, 21_600), 1);
        assert_eq!(day.slot_of_s(six - 1, 21_600), 0);
    }
}

#[test]
fn times_on_the_wall_are_once_twice_or_never() {
    let berlin = DayClock::new(zone("Europe/Berlin"));
    let half_past_two = 2 * 3600 + 1800;
    assert_eq!(
        berlin.day(date(2026, 10, 25)).wall(half_past_two),
        Wall::Twice(
            second("2026-10-25T00:30:00Z"),
            second("2026-10-25T01:30:00Z")
        )
    );
    assert_eq!(
        berlin.day(date(2026, 10, 25)).wall(3 * 3600),
        Wall::Once(second("2026-10-25T02:00:00Z"))
    );
    assert_eq!(
        berlin.day(date(2026, 3, 29)).wall(half_past_two),
        Wall::Never(second("2026-03-29T01:30:00Z"))
    );
    let lord_howe = DayClock::new(zone("Australia/Lord_Howe"));
    // 01:45 by +11 and by +10:30.
    assert_eq!(
        lord_howe.day(date(2026, 4, 5)).wall(6300),
        Wall::Twice(
            second("2026-04-04T14:45:00Z"),
            second("2026-04-04T15:15:00Z")
        )
    );
    assert_eq!(
        lord_howe.day(date(2026, 10, 4)).wall(2 * 3600 + 900),
        Wall::Never(second("2026-10-03T15:45:00Z"))
    );
    // 00:30 by +8, the offset until midnight: 16:30Z, which the wall then calls 01:30.
    let midnight = DayClock::new(zone("midnight"));
    let day = midnight.day(date(2026, 3, 8));
    assert_eq!(day.wall(1800), Wall::Never(second("2026-03-07T16:30:00Z")));
    assert_eq!(day.wall(3600), Wall::Once(day.start_s));
    // Six hours from midnight last five.
    assert_eq!(day.slot_length_s(0, 21_600), 5 * 3600);
}

/// The zones' own data base, as the machine has it, against the rules above; and a day that never was.
#[test]
fn named_zones_agree_and_a_day_left_out_has_no_slots() {
    for name in [
        "Europe/Berlin",
        "Asia/Shanghai",
        "Australia/Lord_Howe",
        "America/New_York",
    ] {
        let by_name = DayClock::new(TimeZone::get(name).expect("the machine's zones"));
        let by_rule = DayClock::new(zone(name));
        let mut day = date(2024, 1, 1);
        while day < date(2027, 1, 1) {
            assert_eq!(by_name.day(day), by_rule.day(day), "{name} {day}");
            day = day.tomorrow().unwrap();
        }
    }
    let samoa = DayClock::new(TimeZone::get("Pacific/Apia").expect("the machine's zones"));
    assert_eq!(samoa.slots(date(2011, 12, 30), 900), 0);
    assert_eq!(samoa.slots(date(2011, 12, 29), 900), 96);
    assert_eq!(samoa.slots(date(2011, 12, 31), 900), 96);
}

#[test]
fn days_are_numbered_from_1970() {
    for (of, number) in [
        (date(1970, 1, 1), 0),
        (date(1969, 12, 31), -1),
        (date(2000, 3, 1), 11_017),
        (date(2024, 2, 29), 19_782),
        (date(2026, 11, 23), 20_780),
    ] {
        assert_eq!(day_number(of), number, "{of}");
    }
}

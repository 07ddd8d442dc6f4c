//! The contrast of every text and edge against every ground it may stand on: WCAG 2.2, level AA.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../tokens.css");

const TEXT: f64 = 4.5;
const EDGE: f64 = 3.0;

const PAGE: &[&str] = &[
    "bg-canvas",
    "bg-surface",
    "bg-sunken",
    "bg-raised",
    "bg-hover",
    "bg-selected",
    "bg-selected-hover",
];
const QUIET_PAGE: &[&str] = &[
    "bg-surface",
    "bg-canvas",
    "bg-hover",
    "bg-selected",
    "bg-raised",
];

/// What stands on which grounds, and the least ratio it needs there.
const PAIRS: &[(&[&str], &[&str], f64)] = &[
    (
        &["fg", "fg-muted", "fg-subtle", "brand-fg", "brand-fg-hover"],
        PAGE,
        TEXT,
    ),
    (&["fg", "fg-muted", "fg-subtle"], &["diff-bg"], TEXT),
    (&["fg"], &["bg-active", "quiet-bg"], TEXT),
    (
        &["fg", "fg-muted"],
        &["warning-bg", "danger-bg", "info-bg", "success-bg"],
        TEXT,
    ),
    (&["brand-fg"], &["brand-tint"], TEXT),
    (
        &["brand-on"],
        &["brand-bg", "brand-bg-hover", "brand-bg-active"],
        TEXT,
    ),
    (
        &["danger-on"],
        &["danger-solid", "danger-solid-hover"],
        TEXT,
    ),
    (
        &[
            "success-fg",
            "warning-fg",
            "danger-fg",
            "info-fg",
            "quiet-fg",
        ],
        QUIET_PAGE,
        TEXT,
    ),
    (&["success-fg"], &["success-bg"], TEXT),
    (&["warning-fg"], &["warning-bg"], TEXT),
    (&["danger-fg"], &["danger-bg"], TEXT),
    (&["info-fg"], &["info-bg"], TEXT),
    (&["quiet-fg"], &["quiet-bg"], TEXT),
    (
        &["border-control"],
        &["bg-surface", "bg-canvas", "bg-raised"],
        EDGE,
    ),
    (&["focus"], PAGE, EDGE),
    (&["brand-bg"], &["bg-surface", "bg-canvas"], EDGE),
    (&["danger-solid"], &["bg-raised", "bg-surface"], EDGE),
    (&["diff-edge"], &["diff-bg", "bg-surface"], EDGE),
    (
        &["chart-1", "chart-2", "chart-3", "chart-4", "chart-5"],
        &["bg-surface"],
        EDGE,
    ),
];

/// The declarations of the first block after `start`, without comments and white space around them.
fn block(start: &str) -> Vec<(&'static str, &'static str)> {
    let from = TOKENS.find(start).unwrap();
    let open = from + TOKENS[from..].find('{').unwrap() + 1;
    let close = open + TOKENS[open..].find('}').unwrap();
    TOKENS[open..close]
        .split(';')
        .filter_map(|line| line.rsplit("*/").next().unwrap().split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect()
}

fn colours(declarations: &[(&'static str, &'static str)]) -> BTreeMap<&'static str, [f64; 3]> {
    let parse = |hex: &str, at: usize| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
    declarations
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("--")?, value.strip_prefix('#')?)))
        .map(|(name, hex)| (name, [parse(hex, 0), parse(hex, 2), parse(hex, 4)]))
        .collect()
}

/// WCAG's relative luminance, 0 to 1.
fn luminance(colour: [f64; 3]) -> f64 {
    let [red, green, blue] = colour.map(|channel| {
        let share = channel / 255.0;
        if share <= 0.03928 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// WCAG's contrast ratio, 1 to 21.
fn ratio(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_pair_has_enough_contrast_light_and_dark() {
    let light = colours(&block(":root {"));
    let mut dark = light.clone();
    dark.extend(colours(&block(":root[data-theme=\"dark\"]")));

    let (mut checked, mut failed) = (0, Vec::new());
    for (theme, colours) in [("light", light), ("dark", dark)] {
        for (marks, grounds, needed) in PAIRS {
            for (mark, ground) in marks
                .iter()
                .flat_map(|mark| grounds.iter().map(move |ground| (mark, ground)))
            {
                checked += 1;
                let found = ratio(colours[mark], colours[ground]);
                if found < *needed {
                    failed.push(format!(
                        "{theme}: {mark} on {ground} is {found:.2}, needs {needed}"
                    ));
                }
            }
        }
    }
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
    assert_eq!(checked, 210);
}

#[test]
fn the_two_dark_blocks_are_equal() {
    let by_system = block(":root:not([data-theme=\"light\"])");
    let by_choice = block(":root[data-theme=\"dark\"]");
    assert!(by_system.len() > 40);
    assert_eq!(by_system, by_choice);
}

#[test]
fn every_colour_has_a_dark_one() {
    let light = colours(&block(":root {"));
    let dark = colours(&block(":root[data-theme=\"dark\"]"));
    let missing: Vec<_> = light
        .keys()
        .filter(|name| !dark.contains_key(*name) && !name.starts_with("neutral-"))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_sum_is_the_one_of_the_standard() {
    assert_eq!(ratio([0.0; 3], [255.0; 3]).round(), 21.0);
    assert!((ratio([119.0; 3], [255.0; 3]) - 4.478).abs() < 0.001);
}

use std::collections::BTreeSet;

use super::*;

#[test]
fn json_holds_the_form_that_people_write() {
    for code in ErrorCode::ALL {
        assert_eq!(serde_json::to_string(&code).unwrap(), format!("\"{code}\""));
        assert_eq!(
            serde_json::from_str::<ErrorCode>(&format!("\"{}\"", code.hex())).unwrap(),
            code
        );
        if let Some(number) = code.number() {
            assert_eq!(code.to_string(), format!("0x{number:08X}"));
        }
        assert_eq!(ErrorCode::from_slug(&code.slug()), Some(code));
    }
}

#[test]
fn each_code_is_listed_once_and_says_everything_in_sentences() {
    let written: BTreeSet<String> = ErrorCode::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(written.len(), ErrorCode::ALL.len());
    for code in ErrorCode::ALL {
        let mut texts = vec![code.meaning(), code.for_user(), code.fix()];
        for on in code.on_paths() {
            texts.extend([on.meaning, on.fix]);
        }
        for text in texts {
            assert!(
                text.ends_with('.') && !text.contains("  "),
                "{code}: {text}"
            );
        }
    }
}

#[test]
fn every_code_is_read_in_every_form() {
    for code in ErrorCode::ALL {
        let Some(number) = code.number() else {
            let text = code.to_string();
            for form in [text.clone(), text.to_uppercase(), text.to_lowercase()] {
                assert_eq!(read(&form).map(|read| read.code), Some(code), "{form}");
            }
            continue;
        };
        let signed = number.cast_signed();
        for form in [
            format!("0x{number:08X}"),
            format!("0x{number:08x}"),
            format!("0X{number:08X}"),
            format!("{number:08X}"),
            format!("{number:08x}"),
            format!("{number}"),
            format!("{signed}"),
            format!("  0x{number:08X}. "),
            format!("Error code: 0x{number:08x} (while enrolling)"),
        ] {
            let reading = read(&form).unwrap_or_else(|| panic!("{form} is not read"));
            assert_eq!(reading, Reading { code, note: None }, "{form}");
        }
    }
}

#[test]
fn symbols_words_of_servers_and_known_mistakes_are_read() {
    for (text, code, has_note) in [
        ("MENROLL_E_USERLICENSE", ErrorCode::LicenceMissing, false),
        ("menroll_e_userlicense", ErrorCode::LicenceMissing, false),
        ("DeviceCapReached", ErrorCode::DeviceLimitReached, false),
        (
            "InvalidEnrollmentData",
            ErrorCode::InvalidEnrollmentData,
            false,
        ),
        (
            "Company Portal Temporarily Unavailable",
            ErrorCode::PortalUnavailable,
            false,
        ),
        ("-2145910764", ErrorCode::DeviceNotSupported, false),
        ("0x801c003", ErrorCode::JoinNotAllowed, true),
        (
            "0x80180002b",
            ErrorCode::AutomaticEnrollmentNotConfigured,
            true,
        ),
        ("0x80190003", ErrorCode::NotAuthorized, true),
        ("0x80CF3012", ErrorCode::LegacyAgent, true),
        ("0x180011", ErrorCode::Suspended, false),
    ] {
        let reading = read(text).unwrap_or_else(|| panic!("{text} is not read"));
        assert_eq!(
            (reading.code, reading.note.is_some()),
            (code, has_note),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_code_is_none() {
    for text in [
        "",
        " ",
        "0x",
        "-",
        "--2145910764",
        "0x8018",
        "18",
        "80180",
        "2149056532000000000000000000000000",
        "-99999999999999999999",
        "FH-LT-0425",
        "ADAL_FEDERATION",
        "0x8018FFFF",
        "0x80190010",
        "maren.oduya@example.org",
        "a0000000-0000-4000-8000-000080180014",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn ten_thousand_random_strings_give_no_wrong_code() {
    let alphabet: Vec<char> = "0123456789abcdefABCDEFxX-_ .:ZÄ€\u{0}\u{202e}"
        .chars()
        .collect();
    let mut state = 7_u64;
    let mut next = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(state >> 33).unwrap()
    };
    for _ in 0..10_000 {
        let text: String = (0..next() % 24)
            .map(|_| alphabet[next() % alphabet.len()])
            .collect();
        // Whatever is read stands there, in one of the forms of its number.
        if let Some(reading) = read(&text) {
            let number = reading.code.number().expect("no words are that random");
            let lower = text.to_lowercase();
            let is_there = lower.contains(&format!("{number:x}"))
                || text.contains(&number.to_string())
                || text.contains(&number.cast_signed().to_string())
                || reading.note.is_some();
            assert!(is_there, "{text:?} gives {}", reading.code);
        }
    }
}

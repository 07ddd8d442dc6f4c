//! What an identifier is worth when records are compared: serial numbers, hardware addresses, device ids.

use uuid::Uuid;

/// Serial numbers that makers leave in place of one, after [`plain`]: the union of the lists that inventory tools
/// ship (GLPI, OCS Inventory, CIPP) and of board vendors' defaults.
const NO_SERIALS: &[&str] = &[
    "NA",
    "NULLSTRING",
    "NULL",
    "NONE",
    "UNKNOWN",
    "UNKNOW",
    "EMPTY",
    "INVALID",
    "NOTSPECIFIED",
    "NOTAPPLICABLE",
    "NOTAVAILABLE",
    "DEFAULTSTRING",
    "TOBEFILLEDBYOEM",
    "SYSTEMSERIALNUMBER",
    "SYSTEMSERIALNUMB",
    "SERIALNUMBERXXXXXX",
    "OEMSERIAL",
    "OEM",
    "CHASSISSERIALNUMBER",
    "BASEBOARDSERIALNUMBER",
    "EVAL",
    "IATPASS",
    "TULIPCOMPUTERS",
    "SYS1234567890",
    "SYS9876543210",
    "SN12345",
    "SN1234567890",
    "SN123456FVGV3I0B8O5N6N7K",
    "MB1234567890",
    "0123456789",
    "123456789000",
    "12345678901234567",
];

/// `text` in upper case without anything that is not a letter or a digit.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

/// A serial number as it is compared: upper case, letters and digits only; empty if it is a placeholder.
///
/// What is empty is never evidence. Lists still show the serial number as it was reported.
#[must_use]
pub fn serial_key(reported: &str) -> String {
    let key = plain(reported);
    if is_placeholder(&key) {
        String::new()
    } else {
        key
    }
}

fn is_placeholder(key: &str) -> bool {
    let Some(first) = key.chars().next() else {
        return true;
    };
    let counts_up = (5..=10).contains(&key.len()) && "1234567890".starts_with(key);
    NO_SERIALS.contains(&key)
        || key.chars().all(|c| c == first)
        || key.chars().all(|c| matches!(c, '0' | '1'))
        || counts_up
}

/// Maker, model and serial number as a corporate identifier compares them.
///
/// In lower case, without spaces around them and without the dots of a serial number. Whether the serial number is worth anything is another question: [`serial_key`].
#[must_use]
pub fn corporate_key(manufacturer: &str, model: &str, serial: &str) -> String {
    let serial = serial.replace('.', "");
    [manufacturer, model, &serial]
        .map(|part| part.trim().to_lowercase())
        .join("\n")
}

/// A hardware address as it is searched: hexadecimal digits in lower case, without separators.
#[must_use]
pub fn mac_key(reported: &str) -> String {
    reported
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Reads the directory's device id; an all-zero or all-ones GUID means that there is none.
///
/// # Errors
/// The text is not empty and not a GUID.
pub fn read_device_id(text: &str) -> Result<Option<Uuid>, uuid::Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let id = Uuid::parse_str(text)?;
    Ok((!id.is_nil() && !id.is_max()).then_some(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_no_evidence_however_they_are_written() {
        for serial in [
            "",
            " ",
            "N/A",
            "(null string)",
            "To be filled by O.E.M.",
            "TobefilledbyO.E.M.",
            "System Serial Number",
            "Default string",
            "0",
            "1",
            "0000000",
            "1111111",
            "0101",
            "xxxxxxxxxxx",
            "NNNNNNN",
            ".....",
            "12345",
            "1234567890",
            "123456789",
            "SYS-1234567890",
            "Not Specified",
        ] {
            assert_eq!(serial_key(serial), "", "{serial}");
        }
    }

    #[test]
    fn real_serials_are_compared_without_case_and_punctuation() {
        for (serial, key) in [
            ("PF3LEPNY", "PF3LEPNY"),
            (" 5cg-2339 b64", "5CG2339B64"),
            ("025646534495", "025646534495"),
            ("3.4.1", "341"),
            ("VMware-56 4d 0a", "VMWARE564D0A"),
        ] {
            assert_eq!(serial_key(serial), key);
        }
    }

    #[test]
    fn the_zero_device_id_links_nothing() {
        assert_eq!(
            read_device_id("00000000-0000-0000-0000-000000000000"),
            Ok(None)
        );
        assert_eq!(read_device_id(""), Ok(None));
        assert!(
            read_device_id("0B6CB3FB-CA26-4B42-AB9E-705349F578AE")
                .unwrap()
                .is_some()
        );
        assert!(read_device_id("not-a-guid").is_err());
    }
}

//! Text as exports and spreadsheets write it, as UTF-8: UTF-16 with a byte order mark is what a spreadsheet calls
//! "Unicode text".

use std::io::{self, Cursor, Read};

/// How much of a file is looked at before it is read: the first line of it tells how its fields are separated.
const START: u64 = 64 << 10;
/// How much UTF-16 is read at once, in bytes.
const PIECE: usize = 32 << 10;
/// No byte of UTF-8: stands for what is not UTF-16 either, so that the record with it is refused.
const DAMAGED: u8 = 0xff;

/// Gives what `input` holds as UTF-8. Text without a mark of UTF-16 is given as it is.
pub(super) fn as_utf8<'a>(mut input: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let mut start = Vec::new();
    input.by_ref().take(START).read_to_end(&mut start)?;
    let to_unit: fn([u8; 2]) -> u16 = match start.as_slice() {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return Ok(Box::new(Cursor::new(start).chain(input))),
    };
    let mut start = Cursor::new(start);
    start.set_position(2);
    Ok(Box::new(Utf16 {
        input: start.chain(input),
        to_unit,
        odd: None,
        high: None,
        text: Cursor::default(),
    }))
}

/// Reads UTF-16 as UTF-8.
struct Utf16<R> {
    input: R,
    to_unit: fn([u8; 2]) -> u16,
    /// The first half of a unit.
    odd: Option<u8>,
    /// The first half of a character of two units.
    high: Option<u16>,
    text: Cursor<Vec<u8>>,
}

impl<R: Read> Utf16<R> {
    /// Reads on; `false` at the end of the file.
    fn fill(&mut self) -> io::Result<bool> {
        let mut bytes = Vec::with_capacity(PIECE + 1);
        bytes.extend(self.odd.take());
        let read = self
            .input
            .by_ref()
            .take(PIECE as u64)
            .read_to_end(&mut bytes)?;
        let mut text = Vec::with_capacity(bytes.len() * 3 / 2 + 4);
        let mut units = bytes.chunks_exact(2);
        for unit in units.by_ref() {
            self.push((self.to_unit)([unit[0], unit[1]]), &mut text);
        }
        self.odd = units.remainder().first().copied();
        if read == 0 && (self.odd.take().is_some() | self.high.take().is_some()) {
            text.push(DAMAGED);
        }
        let goes_on = read > 0 || !text.is_empty();
        self.text = Cursor::new(text);
        Ok(goes_on)
    }
}

impl<R> Utf16<R> {
    /// Adds one unit, or keeps it until its second half comes.
    fn push(&mut self, unit: u16, text: &mut Vec<u8>) {
        let high = self.high.take();
        let pair = high.and_then(|high| char::decode_utf16([high, unit]).next()?.ok());
        let single = || char::decode_utf16([unit]).next()?.ok();
        if high.is_some() && pair.is_none() {
            text.push(DAMAGED);
        }
        if let Some(character) = pair.or_else(single) {
            text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        } else if (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
        } else {
            text.push(DAMAGED);
        }
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.text.read(buffer)?;
            if read > 0 || buffer.is_empty() || !self.fill()? {
                return Ok(read);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        as_utf8(bytes).unwrap().read_to_end(&mut text).unwrap();
        text
    }

    #[test]
    fn utf_16_of_either_order_is_read_as_the_same_text() {
        // A character of two units stands across every border between two pieces.
        let text = "a💻é\r\n".repeat(40_000);
        let units = || text.encode_utf16();
        let little: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(units().flat_map(u16::to_le_bytes))
            .collect();
        let big: Vec<u8> = [0xfe, 0xff]
            .into_iter()
            .chain(units().flat_map(u16::to_be_bytes))
            .collect();
        assert!(read(&little) == text.as_bytes() && read(&big) == text.as_bytes());
        assert_eq!(
            read("\u{feff}plain ä".as_bytes()),
            "\u{feff}plain ä".as_bytes()
        );
        assert_eq!(read(b""), b"");
        assert_eq!(read(&[0xff, 0xfe]), b"");
    }

    #[test]
    fn half_a_character_is_damage_and_nothing_around_it_is_lost() {
        let high = [0xff, 0xfe, b'a', 0, 0x3d, 0xd8, b'b', 0];
        assert_eq!(read(&high), [b'a', DAMAGED, b'b']);
        let low = [0xff, 0xfe, 0x3d, 0xdc, b'b', 0];
        assert_eq!(read(&low), [DAMAGED, b'b']);
        let odd = [0xff, 0xfe, b'a', 0, b'b'];
        assert_eq!(read(&odd), [b'a', DAMAGED]);
        let open = [0xff, 0xfe, b'a', 0, 0x3d, 0xd8];
        assert_eq!(read(&open), [b'a', DAMAGED]);
    }
}

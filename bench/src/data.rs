//! Export files of a made-up organisation: two records a device, one user for five devices.

use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::path::{Path, PathBuf};

/// Writes the files into `folder` and says where they are.
pub fn write(folder: &Path, devices: usize) -> Result<Vec<PathBuf>> {
    let users = (devices / 5).max(1);
    Ok(vec![
        file(
            folder,
            "users.csv",
            "userPrincipalName,displayName,accountEnabled,department,objectId",
            (0..users).map(|n| format!("user{n}@harbor.example,Person {n},True,Operations,{}", id('a', n))),
        )?,
        file(
            folder,
            "managed.csv",
            "Device ID,Device name,Last check-in,Microsoft Entra Device ID,OS version,Serial number,Manufacturer,Model,Primary user UPN,Compliance,Managed by,Ownership,OS,JoinType",
            (0..devices).map(|n| {
                // Neighbours in the file are not neighbours in any order.
                let n = n * 7_919 % devices;
                let (day, user) = (1 + n % 28, n % users);
                format!(
                    "{},FH-LT-{n:07},2026-09-{day:02} 10:00:00,{},10.0.26100.{},PF4X{n:06}Q,LENOVO,ThinkPad T{},user{user}@harbor.example,Compliant,Intune,Corporate,Windows,Microsoft Entra joined",
                    id('b', n), id('c', n), n % 900, n % 40
                )
            }),
        )?,
        file(
            folder,
            "directory.csv",
            "displayName,accountEnabled,operatingSystem,operatingSystemVersion,joinType (trustType),userNames,approximateLastSignInDateTime,deviceId,objectId",
            (0..devices).map(|n| {
                let user = n % users;
                format!(
                    "FH-LT-{n:07},True,Windows,10.0.26100.1,Microsoft Entra joined,user{user}@harbor.example,2026-09-01T10:00:00Z,{},{}",
                    id('c', n), id('d', n)
                )
            }),
        )?,
    ])
}

fn id(kind: char, n: usize) -> String {
    format!("{kind}0000000-0000-4000-8000-{n:012}")
}

fn file(
    folder: &Path,
    name: &str,
    header: &str,
    lines: impl Iterator<Item = String>,
) -> Result<PathBuf> {
    let path = folder.join(name);
    let mut output = BufWriter::new(File::create(&path)?);
    writeln!(output, "{header}")?;
    for line in lines {
        writeln!(output, "{line}")?;
    }
    output.flush()?;
    Ok(path)
}

// A fictional organisation"s export files, small enough to make in a second and always the same.

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** An id that is always the same for the same name. */
export function id(name: string): string {
  const h = createHash("sha256").update(name).digest("hex");
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`;
}

const write = (folder: string, name: string, header: string, rows: string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, [header, ...rows].join("\n") + "\n");
  return path;
};

const number = (n: number): string => String(n).padStart(5, "0");
const upn = (n: number): string => `user${number(n)}@fabricharbor.example`;

/** Of the users, every tenth is in Pilot, reached through a nested group; every hundredth in Contractors, a part of Pilot. */
export const inPilot = (n: number): boolean => n % 10 === 0;
export const inContractors = (n: number): boolean => n % 100 === 0;

/** Writes the files into `folder`; answers with their paths, in no helpful order. */
export function makeFiles(folder: string, { devices, users }: { devices: number; users: number }): string[] {
  mkdirSync(folder, { recursive: true });
  const people = Array.from({ length: users }, (_, n) => n);
  const machines = Array.from({ length: devices }, (_, n) => n);
  return [
    write(
      folder,
      "managed-devices.csv",
      "Device ID,Device name,Enrollment date,Last check-in,Microsoft Entra Device ID,OS version,Serial number,Manufacturer,Model,Primary user UPN,Primary user display name,Compliance,Managed by,Ownership,OS,SkuFamily,JoinType,Wi-Fi MAC,Cost centre",
      machines.map((n) =>
        [
          id(`managed ${n}`), `FH-LT-${number(n)}`, "2026-03-18 11:45:15.0000000", `2026-10-0${1 + (n % 4)} 14:12:0${n % 10}.0000000`,
          id(`registration ${n}`), n % 3 ? "10.0.26100.6584" : "10.0.19045.6332", `PF4X${number(n)}Q`, "LENOVO", "ThinkPad T14 Gen 4",
          upn(n % users), `Person ${number(n % users)}`, n % 7 ? "Compliant" : "Noncompliant", "Intune", n % 5 ? "Corporate" : "Personal", "Windows",
          "Enterprise", n % 5 ? "Microsoft Entra joined" : "Microsoft Entra registered", "", "CC1",
        ].join(","),
      ),
    ),
    write(
      folder,
      "directory-devices.csv",
      "displayName,accountEnabled,operatingSystem,operatingSystemVersion,joinType (trustType),registeredOwners,userNames,mdmDisplayName,isCompliant,registrationTime,approximateLastSignInDateTime,deviceId,isManaged,objectId,profileType,systemLabels,model",
      machines.map((n) =>
        [
          `FH-LT-${number(n)}`, "True", "Windows", "10.0.26100.6584", n % 5 ? "Microsoft Entra joined" : "Microsoft Entra registered",
          `Person ${number(n % users)}`, upn(n % users), "Microsoft Intune", "True", "2026-03-18T11:40:00Z", "2026-10-01T10:00:00Z",
          id(`registration ${n}`), "True", id(`directory ${n}`), "RegisteredDevice", "", "ThinkPad T14 Gen 4",
        ].join(","),
      ),
    ),
    write(folder, "group-members.csv", "groupObjectId,memberObjectId,memberType", [
      `${id("Pilot")},${id("Pilot people")},group`,
      `${id("Pilot people")},${id("Pilot")},group`,
      ...people.filter(inPilot).map((n) => `${id("Pilot people")},${id(upn(n))},user`),
      ...people.filter(inContractors).map((n) => `${id("Contractors")},${id(upn(n))},user`),
    ]),
    write(folder, "licences.csv", "userPrincipalName,skuPartNumber", people.filter((n) => n % 20).map((n) => `${upn(n)},SPE_E3`)),
    write(
      folder,
      "users.csv",
      "userPrincipalName,displayName,accountEnabled,department,jobTitle,mail,usageLocation,objectId",
      people.map((n) => `${upn(n)},Person ${number(n)},True,Operations,Specialist,${upn(n)},SE,${id(upn(n))}`),
    ),
    write(folder, "groups.csv", "objectId,displayName,description,groupType", [
      `${id("Pilot")},Pilot,Automatic enrollment,Security`,
      `${id("Pilot people")},Pilot people,Nested in Pilot and Pilot in it,Security`,
      `${id("Contractors")},Contractors,,Security`,
    ]),
    write(folder, "subscriptions.csv", "skuPartNumber,total,status,expires", [`SPE_E3,${users + 100},Enabled,2030-12-31`]),
  ];
}

const MANAGED_HEADER =
  "Device ID,Device name,Enrollment date,Last check-in,Microsoft Entra Device ID,OS version,Serial number,Manufacturer,Model,Primary user UPN,Managed by,Ownership,OS,JoinType";
const DIRECTORY_HEADER =
  "displayName,operatingSystem,joinType (trustType),userNames,registrationTime,approximateLastSignInDateTime,deviceId,objectId,isManaged,model";

/** A managed row of the machine that the duplicates are about. */
function managedRow(which: string, joinType: string, enrolled: string, seen: string, ownership = "Corporate"): string {
  return [
    id(`managed ${which}`), "FH-TWIN", `${enrolled} 08:00:00.0000000`, `${seen} 08:00:00.0000000`, id(`registration ${which}`), "10.0.26100.6584",
    "PF4TWIN1", "LENOVO", "ThinkPad T14 Gen 4", "twin@fabricharbor.example", "Intune", ownership, "Windows", `Microsoft Entra ${joinType}`,
  ].join(",");
}

function directoryRow(which: string, joinType: string, registered: string, seen: string, isManaged: boolean): string {
  return [
    "FH-TWIN", "Windows", `Microsoft Entra ${joinType}`, "twin@fabricharbor.example", `${registered}T08:00:00Z`, `${seen}T08:00:00Z`,
    id(`registration ${which}`), id(`directory ${which}`), isManaged ? "True" : "False", "ThinkPad T14 Gen 4",
  ].join(",");
}

/** One machine that was installed anew: an old row and a new one. */
export function makeReinstalled(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return [
    write(folder, "reinstalled.csv", MANAGED_HEADER, [
      managedRow("old", "joined", "2025-01-10", "2026-06-01"),
      managedRow("new", "joined", "2026-09-01", "2026-10-04"),
    ]),
  ];
}

/** The article's story: a joined device whose user enrolls separately; then the joined one comes under management. */
export function makeSeparateEnrollment(folder: string): { before: string[]; after: string[] } {
  mkdirSync(folder, { recursive: true });
  const apart = managedRow("apart", "registered", "2026-06-01", "2026-08-01", "Personal");
  return {
    before: [
      write(folder, "managed-before.csv", MANAGED_HEADER, [apart]),
      write(folder, "directory-before.csv", DIRECTORY_HEADER, [
        directoryRow("joined", "joined", "2026-05-01", "2026-08-01", false),
        directoryRow("apart", "registered", "2026-06-01", "2026-08-01", true),
      ]),
    ],
    after: [
      write(folder, "managed-after.csv", MANAGED_HEADER, [apart, managedRow("joined", "joined", "2026-08-10", "2026-10-04")]),
      write(folder, "directory-after.csv", DIRECTORY_HEADER, [directoryRow("joined", "joined", "2026-05-01", "2026-10-04", true)]),
    ],
  };
}

/** Three machines of one day: one in use, one silent for 120 days, one silent that is hybrid joined. */
export function makeSilent(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const named = (row: string, name: string) => row.replace("FH-TWIN", name).replace("PF4TWIN1", `PF4${name.slice(-5)}`);
  return [
    write(folder, "silent.csv", MANAGED_HEADER, [
      named(managedRow("busy", "joined", "2025-01-10", "2026-10-04"), "FH-BUSY1"),
      named(managedRow("silent", "joined", "2025-01-10", "2026-06-06"), "FH-SILENT"),
      named(managedRow("hybrid", "hybrid joined", "2025-01-10", "2026-06-06"), "FH-HYBRID"),
    ]),
    write(folder, "silent-objects.csv", DIRECTORY_HEADER, [
      named(directoryRow("silent", "joined", "2025-01-10", "2026-06-06", true), "FH-SILENT"),
    ]),
  ];
}

/** The people of ten support calls, each with what their call is about, in a small organisation of their own. */
export function makeSupportCalls(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  const people: [string, string, string][] = [
    ["Nadia Reef", "nadia.reef@quay.example", "licence"],
    ["Oskar Tide", "oskar.tide@quay.example", "outside"],
    ["Mona Buoy", "mona.buoy@quay.example", "many"],
    ["Hedda Pier", "hedda.pier@quay.example", "home"],
    ["Vera Sound", "vera.sound@quay.local", "suffix"],
    ["Tom Anchor", "twin@fabricharbor.example", "twin"],
    ["Stig Drift", "stig.drift@fabricharbor.example", "stale"],
    ["Cleo Name", "cleo.name@quay.example", "cname"],
    ["Mats Spar", "mats.spar@quay.example", "mam"],
    ["Ada Helm", "ada.helm@quay.example", "admin"],
  ];
  const called = (about: string) => people.find(([, , of]) => of === about)!;
  const machine = (about: string, n: number, more: { edition?: string; seen?: string; ownership?: string; name?: string }) => {
    const [name, upn] = called(about);
    return [
      id(`${about} managed ${n}`), more.name ?? `FH-${about.toUpperCase()}${n}`, "2026-03-18 11:45:15", `${more.seen ?? "2026-10-04"} 08:00:00`,
      id(`${about} registration ${n}`), "10.0.26100.6584", `PF5${about.toUpperCase()}${n}`, "LENOVO", "ThinkPad T14 Gen 4", upn, name,
      "Compliant", "Intune", more.ownership ?? "Personal", "Windows", more.edition ?? "Enterprise", "Microsoft Entra registered",
    ].join(",");
  };
  return [
    write(
      folder,
      "support-devices.csv",
      "Device ID,Device name,Enrollment date,Last check-in,Microsoft Entra Device ID,OS version,Serial number,Manufacturer,Model,Primary user UPN,Primary user display name,Compliance,Managed by,Ownership,OS,SkuFamily,JoinType",
      [
        ...[1, 2, 3, 4, 5].map((n) => machine("many", n, {})),
        machine("home", 1, { edition: "Core", name: "HEDDAS-PC" }),
        machine("stale", 1, { seen: "2026-06-06" }),
      ],
    ),
    ...makeReinstalled(join(folder, "twin")),
    write(
      folder,
      "support-users.csv",
      "userPrincipalName,displayName,accountEnabled,department,jobTitle,mail,usageLocation,objectId",
      people.map(([name, upn]) => `${upn},${name},True,Operations,Specialist,${upn},SE,${id(upn)}`),
    ),
    write(
      folder,
      "support-licences.csv",
      "userPrincipalName,skuPartNumber",
      people.filter(([, , about]) => !["licence", "admin"].includes(about)).map(([, upn]) => `${upn},SPE_E3`),
    ),
    write(folder, "support-groups.csv", "objectId,displayName,description,groupType", [
      `${id("Managed")},Managed,,Security`,
      `${id("Protected")},Protected,,Security`,
      `${id("Desk")},Desk,,Security`,
    ]),
    write(folder, "support-members.csv", "groupObjectId,memberObjectId,memberType", [
      ...people.filter(([, , about]) => about !== "outside").map(([, upn]) => `${id("Managed")},${id(upn)},user`),
      `${id("Protected")},${id(called("mam")[1])},user`,
      `${id("Desk")},${id(called("admin")[1])},user`,
    ]),
    write(folder, "support-subscriptions.csv", "skuPartNumber,total,status,expires", ["SPE_E3,100,Enabled,2030-12-31"]),
  ];
}

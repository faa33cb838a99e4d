package io.farrier.lab.vendor;

import io.farrier.lab.device.Models;
import io.farrier.lab.device.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Everything that the vendor offers: each part's newest package, for Windows and Linux, and of some parts the one before. */
final class Offers {
    private static final String[] MONTHS = {"January", "March", "May", "July", "September", "October"};

    private Offers() {}

    static List<Offer> of(Models models) {
        List<Offer> offers = new ArrayList<>();
        for (Part part : models.parts()) {
            if (!part.packaged()) {
                continue;
            }
            List<Models.Model> systems = List.copyOf(models.holding(part).stream()
                    .collect(TreeMap<Integer, Models.Model>::new, (all, m) -> all.put(m.systemId(), m), TreeMap::putAll)
                    .values());
            List<String> types = part.packageTypes() == null ? List.of("LW64", "LLXP") : part.packageTypes();
            for (String type : types) {
                offers.add(offer(part, part.newest(), type, part.release(), systems));
            }
            boolean olderToo = part.kind() == Part.Kind.BIOS || part.kind() == Part.Kind.NIC;
            if (olderToo && part.versions().size() > 1) {
                String older = part.versions().get(part.versions().size() - 2);
                String release = new StringBuilder(part.release()).reverse().toString();
                offers.add(offer(part, older, "LW64", release, systems));
            }
        }
        return offers;
    }

    private static Offer offer(Part part, String version, String type, String release, List<Models.Model> systems) {
        int luck = Math.floorMod((part.key() + version).hashCode(), 1000);
        boolean newest = version.equals(part.newest());
        int year = newest ? 2025 : 2024;
        int month = luck % 6;
        int day = 1 + luck % 27;
        String dateTime = "%d-%02d-%02dT%02d:12:%02d%s"
                .formatted(year, month * 2 + 1, day, luck % 24, luck % 60, luck % 2 == 0 ? "+05:30" : "-05:00");
        Boolean reboot = luck % 4 == 0 ? null : !part.kind().direct();
        String path = "FOLDER%08dM/%d/%s"
                .formatted(11_000_000 + luck * 997, 1 + luck % 5, fileName(part, version, type, release));
        Offer described = new Offer(
                part,
                version,
                type,
                release,
                path,
                systems,
                dateTime,
                MONTHS[month] + " " + day + ", " + year,
                reboot,
                null);
        return new Offer(
                part,
                version,
                type,
                release,
                path,
                systems,
                dateTime,
                described.releaseDate(),
                reboot,
                PackageFile.bytes(described));
    }

    private static String fileName(Part part, String version, String type, String release) {
        String platform =
                switch (type) {
                    case "LW64" -> "WN64";
                    case "LWXP" -> "WN32";
                    default -> "LN64";
                };
        String what =
                switch (part.type()) {
                    case "BIOS" -> "BIOS";
                    case "APAC" -> part.jobTitle().replace(' ', '-') + "_Application";
                    default -> part.jobTitle().replace(' ', '-') + "_Firmware";
                };
        String label = part.type().equals("BIOS") ? "" : "_A00";
        return what + "_" + release + "_" + platform + "_" + version + label + (type.equals("LLXP") ? ".BIN" : ".EXE");
    }
}

package io.farrier.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Dell's {@code CatalogIndex}: groups of catalogs, each the versions of one (recorded: 16.10.00).
 *
 * @param groups in the index's order
 */
public record CatalogIndex(List<Group> groups) {

    /**
     * @param type MTLC, MTPDK …
     * @param latest the id of its newest version; null where the index does not say
     */
    record Group(String type, String name, String latest, List<Version> versions) {

        /** The newest first: what each says was before it, and where that ends, the index's own order. */
        private List<Version> newest(int count) {
            Map<String, Version> byId = new HashMap<>();
            versions.forEach(version -> byId.put(version.id(), version));
            List<Version> newest = new ArrayList<>();
            Version next = byId.getOrDefault(latest, versions.isEmpty() ? null : versions.getFirst());
            while (next != null && newest.size() < count && !newest.contains(next)) {
                newest.add(next);
                next = byId.get(next.predecessor());
            }
            for (Version version : versions) {
                if (newest.size() < count && !newest.contains(version)) {
                    newest.add(version);
                }
            }
            return newest;
        }
    }

    /**
     * @param path of the file, below where the vendor's files begin
     * @param md5 of the file, lower-case hex; null where absent
     */
    record Version(String id, String predecessor, String path, String md5, String version) {

        boolean readable() {
            String file = path.toLowerCase(Locale.ROOT);
            return file.endsWith(".xml") || file.endsWith(".xml.gz") || file.endsWith(".gz");
        }
    }

    /** @param key what it is called in its index, whatever its file is: the latest MTLC stays MTLC */
    record Chosen(String key, Version version) {}

    /** @param leftOut chosen, but in a form that is not read here */
    record Selection(List<Chosen> chosen, List<LeftOut> leftOut) {}

    Selection selected(Choice choice) {
        List<Chosen> chosen = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        for (Group group : groups.stream().filter(choice::means).toList()) {
            List<Version> versions = group.newest(choice.versions());
            for (int i = 0; i < versions.size(); i++) {
                Version version = versions.get(i);
                if (version.readable()) {
                    String key = group.type() + (sole(group) ? "" : "/" + group.name());
                    String whole = i == 0 ? key : key + "@" + version.version();
                    // It becomes the last part of an address.
                    chosen.add(new Chosen(whole.replaceAll("[^A-Za-z0-9@._/-]+", "-"), version));
                } else {
                    leftOut.add(new LeftOut(
                            version.path(), "It is a cabinet of %s, which is not read here.".formatted(group.type())));
                }
            }
        }
        return new Selection(chosen, leftOut);
    }

    private boolean sole(Group group) {
        return groups.stream().filter(g -> g.type().equals(group.type())).count() == 1;
    }
}

package io.farrier.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What keeps a profile from being stored. */
final class Inheritance {

    private Inheritance() {}

    /**
     * The first thing that is wrong, in a sentence; empty where nothing is.
     *
     * @param after all profiles as they would be
     * @param name of the one that is new or changed
     */
    static Optional<String> refusal(List<Profile> after, String name) {
        Map<String, Profile> byName = after.stream().collect(Collectors.toMap(Profile::name, Function.identity()));
        Profile changed = byName.get(name);
        return parent(changed, byName)
                .or(() -> circle(changed, byName))
                .or(() -> width(changed, byName))
                .or(() -> login(changed, byName))
                .or(() -> tie(after, changed));
    }

    private static Optional<String> parent(Profile changed, Map<String, Profile> byName) {
        if (changed.parent() == null) {
            return Optional.empty();
        }
        Profile parent = byName.get(changed.parent());
        if (parent == null) {
            return Optional.of("There is no credential %s that could be the parent.".formatted(changed.parent()));
        }
        return parent.hostId() == null
                ? Optional.empty()
                : Optional.of("%s is one host's own, so it can't be a parent.".formatted(parent.name()));
    }

    private static Optional<String> circle(Profile changed, Map<String, Profile> byName) {
        List<String> line = new ArrayList<>(List.of(changed.name()));
        for (String parent = changed.parent();
                parent != null;
                parent = byName.get(parent).parent()) {
            boolean met = line.contains(parent);
            line.add(parent);
            if (met) {
                return Optional.of("The parents would go round in a circle: %s.".formatted(String.join(" → ", line)));
            }
            if (!byName.containsKey(parent)) {
                return Optional.of("The parent %s of %s is gone.".formatted(parent, line.get(line.size() - 2)));
            }
        }
        return Optional.empty();
    }

    /** Datacenter, cluster, host: who says a scope at all says no wider one than those above. */
    private static Optional<String> width(Profile changed, Map<String, Profile> byName) {
        for (Lineage lineage : lineages(changed, byName)) {
            Scope widest = Scope.HOST;
            Profile below = null;
            for (Profile profile : lineage.line()) {
                if (profile.ownScope().compareTo(widest) > 0) {
                    return Optional.of("%s is for a %s, so its parent %s can't be for a %s."
                            .formatted(
                                    below.name(),
                                    below.ownScope().word(),
                                    profile.name(),
                                    profile.ownScope().word()));
                }
                if (profile.ownScope() != Scope.FLEET) {
                    widest = profile.ownScope();
                    below = profile;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> login(Profile changed, Map<String, Profile> byName) {
        for (Lineage lineage : lineages(changed, byName)) {
            Credential credential = lineage.credential();
            if (credential.username() == null || credential.vaultPath() == null) {
                return Optional.of("%s has no %s, and none from a parent."
                        .formatted(credential.name(), credential.username() == null ? "user name" : "vault path"));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> tie(List<Profile> after, Profile changed) {
        List<Lineage> all = Lineage.all(after);
        for (Lineage mine : all) {
            if (!mine.line().contains(changed)) {
                continue;
            }
            for (Lineage other : all) {
                if (!other.profile().equals(mine.profile()) && mine.ties(other)) {
                    return Optional.of(
                            "%s and %s could cover one host, and nothing says which is used: give one another priority."
                                    .formatted(
                                            mine.profile().name(),
                                            other.profile().name()));
                }
            }
        }
        return Optional.empty();
    }

    /** Its own line, and those that it is in. */
    private static List<Lineage> lineages(Profile changed, Map<String, Profile> byName) {
        return byName.values().stream()
                .map(profile -> Lineage.of(profile, byName))
                .flatMap(Optional::stream)
                .filter(lineage -> lineage.line().stream().anyMatch(one -> Objects.equals(one.name(), changed.name())))
                .toList();
    }
}

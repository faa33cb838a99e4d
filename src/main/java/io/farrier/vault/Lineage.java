package io.farrier.vault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A profile and its parents, itself first. It is bound to all that they are bound to. */
record Lineage(List<Profile> line) {

    /** Of two that cover a host the greater is used; the parts are compared in this order. */
    static final Comparator<Lineage> SPECIFIC = Comparator.comparing(Lineage::scope)
            .thenComparing(Lineage::prefix)
            .thenComparing(lineage -> lineage.tags().size())
            .thenComparing(lineage -> lineage.line().size())
            .thenComparing(lineage -> lineage.profile().priority());

    /** Those of all profiles; one whose parents go round in a circle, or are not there, has none. */
    static List<Lineage> all(List<Profile> profiles) {
        Map<String, Profile> byName = profiles.stream().collect(Collectors.toMap(Profile::name, Function.identity()));
        return profiles.stream()
                .map(profile -> of(profile, byName))
                .flatMap(Optional::stream)
                .toList();
    }

    static Optional<Lineage> of(Profile profile, Map<String, Profile> byName) {
        List<Profile> line = new ArrayList<>();
        Set<String> met = new HashSet<>();
        for (Profile at = profile; at != null; at = byName.get(at.parent())) {
            if (!met.add(at.name()) || at.parent() != null && !byName.containsKey(at.parent())) {
                return Optional.empty();
            }
            line.add(at);
        }
        return Optional.of(new Lineage(List.copyOf(line)));
    }

    Profile profile() {
        return line.getFirst();
    }

    /** The narrowest that any of them says. */
    Scope scope() {
        return line.stream()
                .map(Profile::ownScope)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Of the narrowest network; -1 where it is bound to none. */
    int prefix() {
        return networks().stream().mapToInt(Network::prefix).max().orElse(-1);
    }

    private List<Network> networks() {
        return line.stream()
                .map(Profile::network)
                .filter(Objects::nonNull)
                .map(Network::parse)
                .toList();
    }

    Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>();
        line.forEach(profile -> tags.putAll(profile.tags()));
        return tags;
    }

    /** The login; a part that nobody says is null. */
    Credential credential() {
        return new Credential(
                profile().id(),
                profile().name(),
                said(Profile::username),
                said(Profile::vaultPath),
                profile().version());
    }

    private String said(Function<Profile, String> part) {
        return line.stream().map(part).filter(Objects::nonNull).findFirst().orElse(null);
    }

    /** Why a host is not covered; empty where it is. */
    Optional<String> against(Place place) {
        for (Profile profile : line) {
            Optional<String> why = against(profile, place);
            if (why.isPresent()) {
                String whose =
                        profile == profile() ? "" : "Its parent " + profile.name() + " does not cover the host: ";
                return Optional.of(whose + why.get());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> against(Profile profile, Place place) {
        if (profile.hostId() != null && profile.hostId() != place.hostId()) {
            return Optional.of("It is for the host %d alone.".formatted(profile.hostId()));
        }
        if (profile.network() != null && !Network.parse(profile.network()).holds(place.address())) {
            return Optional.of("Its network %s does not hold %s.".formatted(profile.network(), place.address()));
        }
        if (profile.cluster() != null && !profile.cluster().equals(place.cluster())) {
            return Optional.of("It is for the cluster %s; the host is in %s."
                    .formatted(profile.cluster(), place.cluster() == null ? "none" : place.cluster()));
        }
        for (Map.Entry<String, String> tag : new TreeMap<>(profile.tags()).entrySet()) {
            String has = place.tags().get(tag.getKey());
            if (!tag.getValue().equals(has)) {
                return Optional.of("It is for %s %s; the host has %s."
                        .formatted(tag.getKey(), tag.getValue(), has == null ? "no such tag" : has));
            }
        }
        return Optional.empty();
    }

    /** Whether some host may be covered by both, with nothing that says which is used. */
    boolean ties(Lineage other) {
        return SPECIFIC.compare(this, other) == 0
                && agree(Profile::hostId, other)
                && agree(Profile::cluster, other)
                && networks().stream()
                        .allMatch(mine -> other.networks().stream().allMatch(mine::meets))
                && tags().entrySet().stream().allMatch(tag -> tag.getValue()
                        .equals(other.tags().getOrDefault(tag.getKey(), tag.getValue())));
    }

    private <T> boolean agree(Function<Profile, T> part, Lineage other) {
        Set<T> said = new HashSet<>();
        line.stream().map(part).filter(Objects::nonNull).forEach(said::add);
        other.line().stream().map(part).filter(Objects::nonNull).forEach(said::add);
        return said.size() < 2;
    }
}

package io.farrier.vault;

import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Which login is whose. For each host exactly one, or none: never a list to try, never a default. */
@Repository
public class Credentials {

    private final Profiles profiles;
    private final Secrets secrets;
    private final Ledger ledger;

    Credentials(Profiles profiles, Secrets secrets, Ledger ledger) {
        this.profiles = profiles;
        this.secrets = secrets;
        this.ledger = ledger;
    }

    /** The one credential for a host; empty where none covers it. @param hostId 0 for an address that is no host yet */
    public Optional<Credential> forHost(long hostId, String mgmtIp) {
        return resolution(hostId, mgmtIp).chosen();
    }

    /** The same, and why. */
    public Resolution resolution(long hostId, String mgmtIp) {
        return Resolution.of(profiles.around(hostId), profiles.place(hostId, mgmtIp));
    }

    /** @throws Refused where there is no such host */
    public Resolution explain(long hostId) {
        String address =
                profiles.address(hostId).orElseThrow(() -> Refused.unknown("There is no host " + hostId + "."));
        return resolution(hostId, address);
    }

    public List<Profile> all() {
        return profiles.all();
    }

    /**
     * Adds a profile, or corrects the one of that name, which makes a new version: what was refused may be tried again.
     *
     * @throws Refused where the secret can't be read now, or the profile fits no other; nothing is changed then
     */
    @Transactional
    public Profile put(Profile.Draft asked, String who) {
        Profile.Draft draft = shaped(asked);
        profiles.lock();
        List<Profile> before = profiles.all();
        List<Profile> after = new ArrayList<>(before);
        after.removeIf(profile -> profile.name().equals(draft.name()));
        after.add(stored(draft));
        Inheritance.refusal(after, draft.name()).ifPresent(why -> {
            throw Refused.invalid(why);
        });
        Lineage lineage = Lineage.all(after).stream()
                .filter(one -> one.profile().name().equals(draft.name()))
                .findFirst()
                .orElseThrow();
        secrets.read(lineage.credential().vaultPath());
        if (!profiles.write(draft, who)) {
            throw Refused.conflict("%s is a credential for something else than BMCs.".formatted(draft.name()));
        }
        boolean known = before.stream().anyMatch(profile -> profile.name().equals(draft.name()));
        if (known) {
            profiles.corrected(draft.name());
        }
        Profile profile = profiles.named(draft.name()).orElseThrow();
        ledger.append(Entry.of(
                        "credential:" + profile.id(),
                        "credential.set",
                        "The credential %s for %s was set (version %d)."
                                .formatted(profile.name(), covered(profile), profile.version()))
                .by(who)
                .with(profile));
        return profile;
    }

    private static Profile stored(Profile.Draft draft) {
        return new Profile(
                0,
                draft.name(),
                draft.parent(),
                draft.scope(),
                draft.hostId(),
                draft.network(),
                draft.cluster(),
                draft.tags(),
                draft.username(),
                draft.vaultPath(),
                draft.priority(),
                0);
    }

    /** The draft with what is empty left out. @throws Refused for what is wrong in itself */
    private Profile.Draft shaped(Profile.Draft draft) {
        if (blank(draft.name()) != null && draft.name().strip().length() > 200 || blank(draft.name()) == null) {
            throw Refused.invalid("A credential needs a name, of 200 characters at most.");
        }
        if (draft.parent() == null && blank(draft.username()) == null) {
            throw Refused.invalid("A credential needs a user name, or a parent that has one.");
        }
        if (draft.hostId() != null && draft.network() != null) {
            throw Refused.invalid("A credential is for a host or for a network, not both.");
        }
        if (draft.hostId() != null && !profiles.isHost(draft.hostId())) {
            throw Refused.invalid(
                    "There is no host %d: sweep its address first, or give a network.".formatted(draft.hostId()));
        }
        if (draft.scope() != null
                && Scope.of(draft.scope()).filter(scope -> scope != Scope.FLEET).isEmpty()) {
            throw Refused.invalid("A scope is datacenter, cluster or host, not %s.".formatted(draft.scope()));
        }
        if (Scope.HOST.word().equals(draft.scope()) != (draft.hostId() != null) && draft.scope() != null) {
            throw Refused.invalid("The scope host and a hostId go together.");
        }
        for (Map.Entry<String, String> tag : draft.tags().entrySet()) {
            if (tag.getKey().isBlank() || blank(tag.getValue()) == null) {
                throw Refused.invalid("A tag has a name and a value.");
            }
        }
        return new Profile.Draft(
                draft.name().strip(),
                blank(draft.parent()),
                draft.scope(),
                draft.hostId(),
                network(draft.network()),
                blank(draft.cluster()),
                draft.tags(),
                blank(draft.username()),
                blank(draft.vaultPath()),
                draft.priority());
    }

    private static String network(String asked) {
        if (asked == null) {
            return null;
        }
        try {
            Network.parse(asked.strip());
            return asked.strip();
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(
                    "%s is no network: write it as 10.1.0.0/16, with no bits set behind the prefix.".formatted(asked));
        }
    }

    private static String blank(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    /** Whom it is for, in words. */
    private static String covered(Profile profile) {
        List<String> parts = new ArrayList<>();
        if (profile.hostId() != null) {
            parts.add("the host " + profile.hostId());
        }
        if (profile.cluster() != null) {
            parts.add("the cluster " + profile.cluster());
        }
        if (profile.network() != null) {
            parts.add(profile.network());
        }
        profile.tags().forEach((name, value) -> parts.add(name + " " + value));
        if (profile.parent() != null) {
            parts.add("what " + profile.parent() + " covers");
        }
        return parts.isEmpty() ? "every host" : String.join(" and ", parts);
    }

    @Transactional
    public void remove(long id, String who) {
        profiles.lock();
        List<String> below = profiles.below(id);
        if (!below.isEmpty()) {
            throw Refused.conflict(
                    "It is the parent of %s: give those another one first.".formatted(String.join(", ", below)));
        }
        String name = profiles.delete(id).orElseThrow(() -> Refused.unknown("There is no credential " + id + "."));
        ledger.append(
                Entry.of("credential:" + id, "credential.removed", "The credential %s was removed.".formatted(name))
                        .by(who)
                        .with(Map.of("name", name)));
    }
}

package io.farrier.ome;

import io.farrier.fleet.Host;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which of several claims about a host holds, and why. Who a server is, its BMC's own answer decides, however old; where it is, the
 * address at which that BMC answered. Of tags those hold that people or the CMDB wrote, then the OME that came first. Pure.
 */
final class Claims {

    private Claims() {}

    /** What an OME says of a host. @param gone since when it shows it no more; null: it does */
    record Said(
            String source,
            String serviceTag,
            String model,
            String systemId,
            String address,
            Map<String, String> tags,
            Map<String, String> given,
            Instant at,
            Instant gone) {}

    /** @param tags the host's as they are now */
    static List<Claim> of(Host host, Map<String, String> tags, List<Said> said) {
        List<Claim> claims = new ArrayList<>();
        // Its Redfish root tells the service tag before its inventory was ever read.
        claims.addAll(fact("service-tag", host.serviceTag(), at(host), said, Said::serviceTag));
        claims.addAll(fact("model", host.model(), host.inventoryAt(), said, Said::model));
        claims.addAll(fact("system-id", host.systemId(), host.inventoryAt(), said, Said::systemId));
        claims.addAll(address(host, said));
        claims.addAll(tags(tags, said));
        return List.copyOf(claims);
    }

    private static Instant at(Host host) {
        return host.inventoryAt() == null ? host.lastSeenAt() : host.inventoryAt();
    }

    private static List<Claim> fact(
            String about, String bmc, Instant at, List<Said> said, Function<Said, String> value) {
        List<Claim> claims = new ArrayList<>();
        if (bmc != null) {
            claims.add(new Claim(about, "bmc", bmc, at, true, "The BMC's own answer decides."));
        }
        Optional<Said> newest = said.stream()
                .filter(one -> one.gone() == null && value.apply(one) != null)
                .max(Comparator.comparing(Said::at));
        for (Said one : said) {
            String its = value.apply(one);
            if (its == null) {
                continue;
            }
            if (bmc != null) {
                String why = its.equalsIgnoreCase(bmc)
                        ? "It says what the BMC says."
                        : "It contradicts the BMC, whose own answer decides.";
                claims.add(new Claim(about, one.source(), its, one.at(), false, why));
            } else if (newest.isPresent() && newest.get().equals(one)) {
                claims.add(new Claim(
                        about,
                        one.source(),
                        its,
                        one.at(),
                        false,
                        "The BMC did not tell yet: nothing is done by this."));
            } else {
                claims.add(new Claim(about, one.source(), its, one.at(), false, older(one)));
            }
        }
        return claims;
    }

    private static String older(Said one) {
        return one.gone() == null
                ? "Another source said so later."
                : "It shows the server no more since " + one.gone() + ".";
    }

    private static List<Claim> address(Host host, List<Said> said) {
        List<Claim> claims = new ArrayList<>();
        claims.add(new Claim(
                "address",
                "bmc",
                host.address(),
                host.lastSeenAt(),
                true,
                "This is where the BMC answered; each address is a host of its own."));
        for (Said one : said) {
            if (one.address() != null) {
                String why = one.address().equals(host.address())
                        ? "It says where the BMC answered."
                        : "The BMC answered as this server elsewhere; a sweep asks there, and the service tag decides.";
                claims.add(new Claim("address", one.source(), one.address(), one.at(), false, why));
            }
        }
        return claims;
    }

    private static List<Claim> tags(Map<String, String> now, List<Said> said) {
        List<Claim> claims = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(now.keySet());
        said.forEach(one -> names.addAll(one.tags().keySet()));
        for (String name : names) {
            String held = now.get(name);
            boolean given = held != null
                    && said.stream().anyMatch(one -> held.equals(one.given().get(name)));
            if (held != null && !given) {
                claims.add(new Claim(
                        "tag:" + name, "hub", held, null, true, "People and the CMDB decide over an OME's groups."));
            }
            for (Said one : said) {
                String its = one.tags().get(name);
                if (its == null) {
                    continue;
                }
                boolean holds = its.equals(held) && its.equals(one.given().get(name));
                claims.add(new Claim(
                        "tag:" + name, one.source(), its, one.at(), holds, why(one, its, held, holds, given)));
            }
        }
        return claims;
    }

    private static String why(Said one, String its, String held, boolean holds, boolean given) {
        if (holds) {
            return one.gone() == null
                    ? "Nobody else had said it."
                    : "Nobody else had said it; the server is shown no more since %s, and keeps it."
                            .formatted(one.gone());
        }
        if (held == null) {
            return "It is taken over with the next sync, or was taken away by a person or the CMDB since the last.";
        }
        if (its.equals(held)) {
            return "Another source said the same first.";
        }
        return given ? "Another OME said it first." : "People and the CMDB decide over an OME's groups.";
    }

    /** Tags as texts, in the order of their names. */
    static Map<String, String> texts(Host host) {
        Map<String, String> texts = new TreeMap<>();
        host.tags()
                .fields()
                .forEachRemaining(tag -> texts.put(tag.getKey(), tag.getValue().asText()));
        return texts;
    }
}

package io.farrier.desk;

import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Where route files are changed on a running hub. A changed set is rehearsed whole; only a set that loads is swapped in,
 * and of it only what changed. A refused set leaves the running routes alone. Camel's own reload may take a route down on
 * a bad edit and leaves renamed and deleted routes running (STACK T10).
 */
@Component
public class Desk {

    private static final Logger log = LoggerFactory.getLogger(Desk.class);

    private final CamelContext camel;
    private final Ledger ledger;
    private final Path folder;
    private RouteFiles running;
    private String refused = "";

    Desk(CamelContext camel, Ledger ledger, @Value("${farrier.routes}") Path folder) {
        this.camel = camel;
        this.ledger = ledger;
        this.folder = folder;
        this.running = RouteFiles.read(folder);
    }

    /** The hash of the routes that run. */
    public synchronized String hash() {
        return running.hash();
    }

    /** Looks at the folder and takes what has changed there, if it all loads. */
    public synchronized Verdict look(String who) {
        return apply(RouteFiles.read(folder), who);
    }

    /** Makes these files the running ones, or none of them. */
    public synchronized Verdict apply(RouteFiles files, String who) {
        if (files.texts().equals(running.texts())) {
            refused = "";
            return new Verdict.Accepted(List.of());
        }
        Optional<Verdict.Refused> no = new Rehearsal(camel).refuses(files);
        if (no.isPresent()) {
            // A file that stays broken is said once, not at each look.
            if (!files.hash().equals(refused)) {
                refused = files.hash();
                event(
                        "desk.refused",
                        "A change of the routes was refused, what runs is untouched: "
                                + no.get().sentence(),
                        who);
            }
            return no.get();
        }
        refused = "";
        List<String> changes = swap(files);
        running = files;
        event("desk.applied", "The routes were changed: " + String.join(", ", changes) + ".", who);
        return new Verdict.Accepted(changes);
    }

    private List<String> swap(RouteFiles files) {
        Set<String> changed = new TreeSet<>();
        Set<String> gone = new TreeSet<>(running.texts().keySet());
        gone.removeAll(files.texts().keySet());
        files.texts().forEach((name, text) -> {
            if (!text.equals(running.texts().get(name))) {
                changed.add(name);
            }
        });
        Set<String> shared = new TreeSet<>();
        Stream.concat(changed.stream(), gone.stream()).forEach(name -> {
            shared.addAll(RouteIds.shared(files.texts().get(name)));
            shared.addAll(RouteIds.shared(running.texts().get(name)));
        });
        boolean all = shared.contains(RouteIds.NAMELESS);
        // An edited configuration or template is used by routes of other files: those are swapped with it.
        Collection<String> swapped = all ? files.texts().keySet() : users(changed, shared, files);
        List<Resource> resources = new ArrayList<>();
        try {
            if (all) {
                quieten();
            }
            ((ModelCamelContext) camel)
                    .getRouteConfigurationDefinitions()
                    .removeIf(definition -> all || definition.getId() != null && shared.contains(definition.getId()));
            for (String name : swapped) {
                resources.add(Rehearsal.resource(name, files.texts().get(name)));
            }
            remove(gone, swapped, files);
            if (!resources.isEmpty()) {
                PluginHelper.getRoutesLoader(camel).updateRoutes(resources);
            }
        } catch (Exception e) {
            throw new IllegalStateException("A rehearsed change did not load: " + e.getMessage(), e);
        }
        List<String> said = new ArrayList<>();
        changed.forEach(name -> said.add((running.texts().containsKey(name) ? "changed " : "new ") + name));
        gone.forEach(name -> said.add("removed " + name));
        return said;
    }

    /** Everything is about to be swapped: first those that bring work, or they would call routes that are away. */
    private void quieten() throws Exception {
        for (Route route : List.copyOf(camel.getRoutes())) {
            if (!route.getEndpoint().getEndpointUri().startsWith("direct:")) {
                camel.getRouteController().stopRoute(route.getRouteId());
            }
        }
    }

    /** Takes down the routes whose file is gone, or no longer holds them; their clocks too. */
    private void remove(Set<String> gone, Collection<String> swapped, RouteFiles files) throws Exception {
        Set<String> kept = files.texts().values().stream()
                .flatMap(text -> ids(text).stream())
                .collect(Collectors.toSet());
        Set<String> suspects = Stream.concat(gone.stream(), swapped.stream())
                .map(running.texts()::get)
                .filter(text -> text != null)
                .flatMap(text -> ids(text).stream())
                .collect(Collectors.toSet());
        for (String id : suspects) {
            Route route = camel.getRoute(id);
            if (!kept.contains(id) && route != null) {
                Clocks.stop(camel, route);
                camel.getRouteController().stopRoute(id);
                camel.removeRoute(id);
                log.info("route {} was removed", id);
            }
        }
    }

    /** The changed files and those that name a configuration or template that has changed. */
    private static Set<String> users(Set<String> changed, Set<String> shared, RouteFiles files) {
        Set<String> users = new TreeSet<>(changed);
        files.texts().forEach((name, text) -> {
            if (shared.stream().anyMatch(id -> text.contains(": " + id + "\n"))) {
                users.add(name);
            }
        });
        return users;
    }

    /** The ids of the routes in a file. */
    private static Set<String> ids(String text) {
        return RouteIds.of(text);
    }

    private void event(String type, String sentence, String who) {
        log.info("{}", sentence);
        ledger.append(Entry.of("desk", type, sentence).by(who).with(Map.of("hash", running.hash())));
    }
}

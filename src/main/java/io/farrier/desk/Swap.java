package io.farrier.desk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.jms.JmsConsumer;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.PluginHelper;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/**
 * Takes the routes of some files out of a running context and puts others in. No message meets half of the old and half
 * of the new: the bells rest meanwhile, and a route that does not come to rest is left as it is.
 */
final class Swap {

    /** A route was still at work when the time was over; all run as before. */
    static final class Busy extends Exception {

        private static final long serialVersionUID = 1L;

        Busy(String route) {
            super("Route " + route + " was still at work and was not interrupted; nothing was changed");
        }
    }

    private final ModelCamelContext camel;
    private final long patience;

    Swap(ModelCamelContext camel) {
        this.camel = camel;
        this.patience = camel.getShutdownStrategy()
                .getTimeUnit()
                .toMillis(camel.getShutdownStrategy().getTimeout());
    }

    /**
     * @param out files whose routes run
     * @param in the files to load instead
     * @throws Busy when nothing was changed
     * @throws Exception when the new ones did not start; the former run again
     */
    void replace(Collection<Sheet> out, Collection<Sheet> in) throws Exception {
        List<Route> old = running(out);
        Set<String> held = held(old);
        List<Route> resting = new ArrayList<>();
        try {
            rest(bells(old), resting);
            stop(old, held);
            Set<String> keep = ids();
            try {
                remove(out, old);
                keep.retainAll(ids());
                load(in, held);
            } catch (Exception e) {
                removeAllBut(keep, in);
                load(out, held);
                throw e;
            }
        } finally {
            for (Route bell : resting) {
                ears(bell).start();
            }
        }
    }

    private List<Route> running(Collection<Sheet> sheets) {
        return sheets.stream()
                .flatMap(sheet -> sheet.routeIds().stream())
                .map(camel::getRoute)
                .filter(Objects::nonNull)
                // Those that take messages in first: what they call must answer until they are done.
                .sorted(Comparator.comparing(Swap::isCalled))
                .toList();
    }

    /** Routes that somebody stopped by hand; a new text is no reason to start them. */
    private Set<String> held(List<Route> routes) {
        Set<String> held = new HashSet<>();
        for (Route route : routes) {
            if (route.isAutoStartup() && !status(route).isStarted()) {
                held.add(route.getRouteId());
            }
        }
        return held;
    }

    private ServiceStatus status(Route route) {
        return camel.getRouteController().getRouteStatus(route.getRouteId());
    }

    private static boolean isCalled(Route route) {
        return route.getEndpoint().getEndpointUri().startsWith("direct:");
    }

    /** Where a route that is called goes, the turns that may call it are let end first, and none begins. */
    private List<Route> bells(List<Route> old) {
        if (old.stream().noneMatch(Swap::isCalled)) {
            return List.of();
        }
        return camel.getRoutes().stream()
                .filter(route -> route.getEndpoint().getEndpointUri().startsWith("jms:"))
                .filter(route -> !old.contains(route) && status(route).isStarted())
                .toList();
    }

    /** Not by Camel's controller: whom it stops by force when its patience is over, never hears a message again. */
    private void rest(List<Route> bells, List<Route> resting) throws Exception {
        Map<Route, CountDownLatch> through = new LinkedHashMap<>();
        for (Route bell : bells) {
            CountDownLatch still = new CountDownLatch(1);
            ears(bell).stop(still::countDown);
            resting.add(bell);
            through.put(bell, still);
        }
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patience);
        for (var bell : through.entrySet()) {
            if (!bell.getValue().await(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new Busy(bell.getKey().getRouteId());
            }
        }
    }

    /** What takes its messages from the broker. */
    private static DefaultMessageListenerContainer ears(Route bell) throws Exception {
        return (DefaultMessageListenerContainer) ((JmsConsumer) bell.getConsumer()).getListenerContainer();
    }

    private void stop(List<Route> routes, Set<String> held) throws Exception {
        List<Route> stopped = new ArrayList<>();
        for (Route route : routes) {
            if (status(route).isStopped()) {
                continue;
            }
            boolean rests =
                    camel.getRouteController().stopRoute(route.getRouteId(), patience, TimeUnit.MILLISECONDS, true);
            if (!rests) {
                start(stopped.reversed(), held);
                throw new Busy(route.getRouteId());
            }
            stopped.add(route);
        }
    }

    private void start(List<Route> routes, Set<String> held) throws Exception {
        for (Route route : routes) {
            if (route.isAutoStartup() && !held.contains(route.getRouteId())) {
                camel.getRouteController().startRoute(route.getRouteId());
            }
        }
    }

    private Set<String> ids() {
        Set<String> ids = new HashSet<>();
        camel.getRoutes().forEach(route -> ids.add(route.getRouteId()));
        return ids;
    }

    private void remove(Collection<Sheet> sheets, List<Route> routes) throws Exception {
        for (Route route : routes) {
            Triggers.delete(route);
            camel.removeRoute(route.getRouteId());
        }
        forgetModel(routes.stream().map(Route::getRouteId).toList(), sheets);
    }

    private void removeAllBut(Set<String> keep, Collection<Sheet> sheets) throws Exception {
        Set<String> gone = ids();
        gone.removeAll(keep);
        for (String id : gone) {
            camel.getRouteController().stopRoute(id);
            Triggers.delete(camel.getRoute(id));
            camel.removeRoute(id);
        }
        forgetModel(gone, sheets);
    }

    /** What Camel keeps of a route that is gone, and configurations and templates, of which it would keep both. */
    private void forgetModel(Collection<String> ids, Collection<Sheet> sheets) throws Exception {
        for (var route : List.copyOf(camel.getRouteDefinitions())) {
            if (ids.contains(route.getId())) {
                camel.removeRouteDefinition(route);
            }
        }
        // Camel finds them by id, and the one that matters most has none: it is found by that.
        Set<String> configurations = idsOf("routeConfiguration", sheets);
        camel.getRouteConfigurationDefinitions().removeIf(it -> configurations.contains(it.getId()));
        Set<String> templates = idsOf("routeTemplate", sheets);
        for (var template : List.copyOf(camel.getRouteTemplateDefinitions())) {
            if (templates.contains(template.getId())) {
                camel.removeRouteTemplateDefinition(template);
            }
        }
    }

    private static Set<String> idsOf(String kind, Collection<Sheet> sheets) {
        Set<String> ids = new HashSet<>();
        sheets.forEach(sheet -> sheet.parts(kind).forEach(part -> ids.add(part.text("id"))));
        return ids;
    }

    /** Loads all before any starts; then those that are called, then those that take messages in. */
    private void load(Collection<Sheet> sheets, Set<String> held) throws Exception {
        Set<String> before = ids();
        camel.setAutoStartup(false);
        try {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(sheets.stream().map(Rehearsal::resource).toList());
        } finally {
            camel.setAutoStartup(true);
        }
        start(
                camel.getRoutes().stream()
                        .filter(route -> !before.contains(route.getRouteId()))
                        .sorted(Comparator.comparing(route -> !isCalled(route)))
                        .toList(),
                held);
    }
}

package io.farrier.desk;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.tooling.model.BaseOptionModel;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.EipModel;

/**
 * "Did you mean …" to each kind of name, by what this hub has and by what Camel's catalog knows. The catalog is opened
 * for a refusal and forgotten with it: a hub that starts well never reads it.
 */
final class Meant {

    private static final List<String> WITH_A_URI = List.of("uri", "parameters");

    private final Known known;
    private CamelCatalog catalog;

    Meant(Known known) {
        this.known = known;
    }

    private CamelCatalog catalog() {
        if (catalog == null) {
            catalog = new DefaultCamelCatalog();
        }
        return catalog;
    }

    String bean(String name) {
        return Near.to(name, known.beans().get());
    }

    String method(Object bean, String name) {
        return bean == null
                ? ""
                : Near.to(
                        name,
                        Arrays.stream(bean.getClass().getMethods())
                                .filter(method -> method.getDeclaringClass() != Object.class)
                                .map(method -> method.getName())
                                .toList());
    }

    String property(String key) {
        return Near.to(key, known.properties().get());
    }

    /** A component that Camel has and this hub has not is no typing error. */
    String component(String scheme) {
        if (catalog().componentModel(scheme) != null) {
            return "; " + elsewhere(scheme);
        }
        List<String> all = catalog().findComponentNames();
        String here = Near.to(scheme, all.stream().filter(Meant::isHere).toList());
        List<String> others = Near.names(scheme, all);
        return !here.isEmpty() || others.isEmpty()
                ? here
                : "; did you mean '" + others.getFirst() + "'? " + elsewhere(others.getFirst());
    }

    private String elsewhere(String scheme) {
        return "Camel has it in " + catalog().componentModel(scheme).getArtifactId() + ", which is not in this hub";
    }

    private static boolean isHere(String scheme) {
        return Meant.class.getResource("/META-INF/services/org/apache/camel/component/" + scheme) != null;
    }

    String option(String scheme, String name) {
        ComponentModel component = catalog().componentModel(scheme);
        return component == null ? "" : Near.to(name, names(component.getEndpointOptions()));
    }

    /** A step. */
    String step(String name) {
        return Near.to(name, catalog().findModelNames("eip"));
    }

    /** @param parent the step that has no such field */
    String field(String parent, String name) {
        EipModel step = catalog().eipModel(parent);
        if (step == null) {
            return "";
        }
        Set<String> fields = new HashSet<>(names(step.getOptions()));
        if (fields.contains("expression")) {
            fields.addAll(catalog().findLanguageNames());
        }
        if (fields.contains("uri")) {
            fields.addAll(WITH_A_URI);
        }
        if (fields.remove("outputs")) {
            fields.add("steps");
        }
        return Near.to(name, fields);
    }

    private static List<String> names(Collection<? extends BaseOptionModel> options) {
        return options.stream().map(BaseOptionModel::getName).toList();
    }
}

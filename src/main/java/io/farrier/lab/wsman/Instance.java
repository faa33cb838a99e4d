package io.farrier.lab.wsman;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One instance of a class.
 *
 * @param keys the properties that name it among the others
 * @param properties in alphabetical order, as devices write them; null: it has no value
 */
record Instance(String className, Map<String, String> keys, Map<String, String> properties) {

    /** An instance that its InstanceID names. */
    static Instance named(String className, String id, Map<String, String> properties) {
        properties.put("InstanceID", id);
        return new Instance(className, Map.of("InstanceID", id), properties);
    }

    /** A service: a singleton with methods, named by four keys. */
    static Instance service(String className, String systemClass, String systemName, String name) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("CreationClassName", className);
        keys.put("Name", name);
        keys.put("SystemCreationClassName", systemClass);
        keys.put("SystemName", systemName);
        return new Instance(className, keys, keys);
    }

    Tag object(Map<String, String> shown) {
        List<Tag> values = new ArrayList<>();
        shown.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(String.CASE_INSENSITIVE_ORDER))
                .forEach(property -> values.add(Tag.text("n1:" + property.getKey(), property.getValue())));
        return Tag.of("n1:" + className, values);
    }

    Tag reference(String resource) {
        List<Tag> selectors = new ArrayList<>();
        keys.forEach((name, value) -> selectors.add(Soap.selector(name, value)));
        selectors.add(Soap.selector("__cimnamespace", "root/dcim"));
        return Tag.of("wsa:EndpointReference", Soap.reference(resource, selectors));
    }
}

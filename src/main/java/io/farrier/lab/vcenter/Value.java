package io.farrier.lab.vcenter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A value of the vSphere API, as an element of an answer.
 *
 * @param type as xsi:type names it: {@code xsd:string}, {@code HostRuntimeInfo}, {@code ArrayOfManagedObjectReference}
 * @param told whether its type has to be written: where the schema says less
 * @param managed the type of the managed object that it refers to; null: it is no reference
 * @param text null where it has children
 */
record Value(String name, String type, boolean told, String managed, String text, List<Value> children) {

    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
    private static final String REFERENCE = "ManagedObjectReference";

    private static Value simple(String name, String type, Object value) {
        return value == null ? null : new Value(name, type, false, null, String.valueOf(value), List.of());
    }

    /** Null where there is no text: the schema calls that unset, and writes nothing. */
    static Value text(String name, String value) {
        return simple(name, "xsd:string", value);
    }

    static Value is(String name, boolean value) {
        return simple(name, "xsd:boolean", value);
    }

    static Value integer(String name, Integer value) {
        return simple(name, "xsd:int", value);
    }

    static Value shorter(String name, int value) {
        return simple(name, "xsd:short", value);
    }

    static Value number(String name, long value) {
        return simple(name, "xsd:long", value);
    }

    static Value time(String name, Instant value) {
        return simple(name, "xsd:dateTime", value);
    }

    /** One word of an enumeration. */
    static Value word(String name, String type, String value) {
        return simple(name, type, value);
    }

    /** @param children null for one that is unset */
    static Value object(String name, String type, Value... children) {
        return new Value(name, type, false, null, null, present(Arrays.asList(children)));
    }

    static Value reference(String name, Managed to) {
        return to == null ? null : new Value(name, REFERENCE, false, to.type(), to.moid(), List.of());
    }

    static Value references(String name, List<? extends Managed> to) {
        List<Value> all = to.stream().map(one -> reference(REFERENCE, one)).toList();
        return new Value(name, "ArrayOf" + REFERENCE, false, null, null, all);
    }

    /** An array as a property of its own; within an object its members simply follow each other. */
    static Value array(String name, String of, List<Value> members) {
        return new Value(
                name,
                "ArrayOf" + of,
                false,
                null,
                null,
                members.stream().map(one -> one.as(of)).toList());
    }

    private static List<Value> present(List<Value> children) {
        return children.stream().filter(Objects::nonNull).toList();
    }

    Value and(List<Value> more) {
        List<Value> all = new ArrayList<>(children);
        all.addAll(present(more));
        return new Value(name, type, told, managed, text, List.copyOf(all));
    }

    Value as(String other) {
        return new Value(other, type, told, managed, text, children);
    }

    Value typed() {
        return typed(type);
    }

    /** It is of this type, which is one of several that the schema allows there. */
    Value typed(String which) {
        return new Value(name, which, true, managed, text, children);
    }

    /** The value at a path within it; none where that is unset. */
    Optional<Value> at(List<String> path) {
        if (path.isEmpty()) {
            return Optional.of(this);
        }
        return children.stream()
                .filter(child -> child.name().equals(path.getFirst()))
                .findFirst()
                .flatMap(child -> child.at(path.subList(1, path.size())));
    }

    /** What it refers to, one or several. */
    List<String> moids() {
        if (managed != null) {
            return List.of(text);
        }
        return children.stream()
                .filter(child -> child.managed() != null)
                .map(Value::text)
                .toList();
    }

    /** @param root the first one within SOAP's own elements: it says which schema this is */
    void write(XMLStreamWriter xml, boolean root) throws XMLStreamException {
        xml.writeStartElement(name);
        if (root) {
            xml.writeDefaultNamespace("urn:vim25");
        }
        if (managed != null) {
            xml.writeAttribute("type", managed);
        }
        if (told) {
            xml.writeAttribute("xsi", XSI, "type", type);
        }
        if (text != null) {
            xml.writeCharacters(text);
        }
        for (Value child : children) {
            child.write(xml, false);
        }
        xml.writeEndElement();
    }
}

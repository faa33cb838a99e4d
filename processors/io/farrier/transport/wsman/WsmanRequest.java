package io.farrier.transport.wsman;

import java.util.List;
import java.util.Map;

/**
 * One request of the WS-MAN dialect.
 *
 * @param resource the class, without its URI; null for Identify
 * @param selectors which instance of the class; empty: the class itself
 */
record WsmanRequest(String resource, Map<String, String> selectors, Call call) {

    /** What is wanted of the resource. */
    sealed interface Call {}

    /** Who speaks here? Answered to anybody. */
    record Identify() implements Call {}

    /** All instances; the first page comes at once. */
    record Enumerate() implements Call {}

    /** The next page. */
    record Pull(String context) implements Call {}

    record Invoke(String method, List<Parameter> parameters) implements Call {}

    /** @param instanceOf null for a plain value; else the value is the InstanceID of an instance of this class */
    record Parameter(String name, String value, String instanceOf) {
        static Parameter of(String name, String value) {
            return new Parameter(name, value, null);
        }
    }

    static WsmanRequest identify() {
        return new WsmanRequest(null, Map.of(), new Identify());
    }

    static WsmanRequest enumerate(String className) {
        return new WsmanRequest(className, Map.of(), new Enumerate());
    }

    static WsmanRequest pull(String className, String context) {
        return new WsmanRequest(className, Map.of(), new Pull(context));
    }

    static WsmanRequest invoke(WsmanInstance of, String method, Parameter... parameters) {
        return new WsmanRequest(of.className(), of.selectors(), new Invoke(method, List.of(parameters)));
    }

    /** Without a login. */
    boolean open() {
        return call instanceof Identify;
    }

    /** What the request does, as {@link io.farrier.transport.Gate} judges it: all of them have one path. */
    String path() {
        return switch (call) {
            case Identify identify -> "/wsman/Identify";
            case Enumerate enumerate -> "/wsman/Enumerate";
            case Pull pull -> "/wsman/Pull";
            case Invoke invoke -> "/wsman/" + resource + "/" + invoke.method();
        };
    }

    /** For a sentence: "DCIM_JobService.SetupJobQueue". */
    @Override
    public String toString() {
        return switch (call) {
            case Identify identify -> "Identify";
            case Enumerate enumerate -> "Enumerate " + resource;
            case Pull pull -> "Pull " + resource;
            case Invoke invoke -> resource + "." + invoke.method();
        };
    }
}

package io.farrier.desk;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.component.bean.MethodNotFoundException;
import org.apache.camel.util.StringHelper;
import org.apache.camel.util.URISupport;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Camel's exceptions in the words of those who write routes. */
final class Reason {

    private static final Pattern UNKNOWN = Pattern.compile("Unknown parameters=\\[\\{(.*)}]", Pattern.DOTALL);
    private static final Pattern PROPERTY = Pattern.compile("Property with key \\[(.+?)] not found");
    private static final Pattern IDENTITY = Pattern.compile("@[0-9a-f]{4,}\\b");

    private static final Pattern STEP = Pattern.compile("Unknown node id: (\\S+)");
    private static final Pattern FIELD = Pattern.compile("Unsupported field: (\\S+)");

    private final Meant meant;

    private Reason(Meant meant) {
        this.meant = meant;
    }

    /** @param meant knows what may have been meant */
    static String of(Throwable failure, Meant meant) {
        return new Reason(meant).why(failure);
    }

    /** The field that a step does not have, where YAML is refused for one. */
    static Optional<String> field(MarkedYamlEngineException failure) {
        Matcher field = FIELD.matcher(failure.getProblem());
        return field.matches() ? Optional.of(field.group(1)) : Optional.empty();
    }

    private String why(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof NoSuchBeanException)) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case NoSuchBeanException bean ->
                "there is no bean called '" + bean.getName() + "'" + kind(bean) + meant.bean(bean.getName());
            case MethodNotFoundException method ->
                "the bean (" + className(method.getBean()) + ") has no method '" + method.getMethodName() + "'"
                        + meant.method(method.getBean(), method.getMethodName());
            case NoSuchEndpointException endpoint ->
                "there is no component called '" + scheme(endpoint.getUri()) + "'"
                        + meant.component(scheme(endpoint.getUri()));
            case ResolveEndpointFailedException endpoint -> options(endpoint);
            case MarkedYamlEngineException yaml -> yaml(yaml.getProblem());
            case ClassNotFoundException type -> "there is no class called " + type.getMessage();
            default -> said(cause);
        };
    }

    private String yaml(String problem) {
        Matcher step = STEP.matcher(problem);
        return step.matches() ? problem + meant.step(step.group(1)) : problem;
    }

    private static String kind(NoSuchBeanException bean) {
        String type = StringHelper.after(bean.getMessage(), " of type: ");
        return type == null ? "" : " that is a " + type;
    }

    private static String className(Object bean) {
        return bean == null ? "of no class" : bean.getClass().getSimpleName().replaceFirst("\\$\\$.*", "");
    }

    private static String scheme(String uri) {
        return uri.split("[:/?]", 2)[0];
    }

    /** Names the options only: a value may be a secret. */
    private String options(ResolveEndpointFailedException endpoint) {
        Matcher unknown = UNKNOWN.matcher(String.valueOf(endpoint.getMessage()));
        if (!unknown.find()) {
            return said(endpoint);
        }
        String scheme = scheme(endpoint.getUri());
        List<String> names = Arrays.stream(unknown.group(1).split("(^|, )(?=[A-Za-z.]+=)"))
                .map(option -> option.replaceFirst("=.*", ""))
                .filter(name -> !name.isBlank())
                .toList();
        return names.stream()
                .map(name -> "'" + scheme + "' has no option '" + name + "'" + meant.option(scheme, name))
                .collect(Collectors.joining(" "));
    }

    private String said(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        Matcher property = PROPERTY.matcher(message);
        if (property.find()) {
            String near = meant.property(property.group(1));
            return "the property '" + property.group(1) + "' is set nowhere"
                    + (near.isEmpty() ? "; it belongs in config/application.yaml" : near);
        }
        return IDENTITY.matcher(URISupport.sanitizeUri(message.strip())).replaceAll("");
    }
}

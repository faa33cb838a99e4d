package io.farrier.desk;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private Reason() {}

    static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof NoSuchBeanException)) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case NoSuchBeanException bean -> "there is no bean called '" + bean.getName() + "'" + kind(bean);
            case MethodNotFoundException method ->
                "the bean (" + className(method.getBean()) + ") has no method '" + method.getMethodName() + "'";
            case NoSuchEndpointException endpoint -> "there is no component called '" + scheme(endpoint.getUri()) + "'";
            case ResolveEndpointFailedException endpoint -> options(endpoint);
            case MarkedYamlEngineException yaml -> yaml.getProblem();
            case ClassNotFoundException type -> "there is no class called " + type.getMessage();
            default -> said(cause);
        };
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
    private static String options(ResolveEndpointFailedException endpoint) {
        Matcher unknown = UNKNOWN.matcher(String.valueOf(endpoint.getMessage()));
        if (!unknown.find()) {
            return said(endpoint);
        }
        String names = unknown.group(1).replaceAll("=[^,]*(, |$)", "', '").replaceFirst("', '$", "");
        return "'" + scheme(endpoint.getUri()) + "' has no option '" + names + "'";
    }

    private static String said(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        Matcher property = PROPERTY.matcher(message);
        if (property.find()) {
            return "the property '" + property.group(1) + "' is set nowhere; it belongs in config/application.yaml";
        }
        return IDENTITY.matcher(URISupport.sanitizeUri(message.strip())).replaceAll("");
    }
}

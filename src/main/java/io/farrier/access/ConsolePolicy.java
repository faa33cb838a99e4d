package io.farrier.access;

import io.farrier.hub.House;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import javax.management.ObjectName;
import org.jolokia.server.core.restrictor.policy.PolicyRestrictor;
import org.jolokia.server.core.service.api.Restrictor;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/**
 * What the console may do through Jolokia, which could otherwise call anything in this process: a viewer reads, as
 * {@code hawtio/jolokia-viewer.xml} says; an operator may also stop and start routes and retry dead letters, as
 * {@code hawtio/jolokia-operator.xml} says, an approver what {@code hawtio/jolokia-approver.xml} says, and the ledger tells who
 * did.
 */
@Component
class ConsolePolicy implements Restrictor {

    private final PolicyRestrictor viewer;
    private final PolicyRestrictor operator;
    private final PolicyRestrictor approver;
    private final Ledger ledger;

    ConsolePolicy(Ledger ledger) throws IOException {
        this.viewer = policy("viewer");
        this.operator = policy("operator");
        this.approver = policy("approver");
        this.ledger = ledger;
    }

    private static PolicyRestrictor policy(String role) throws IOException {
        try (InputStream xml = House.open("hawtio/jolokia-" + role + ".xml")) {
            return new PolicyRestrictor(xml);
        }
    }

    @Override
    public boolean isOperationAllowed(ObjectName bean, String operation) {
        if (viewer.isOperationAllowed(bean, operation)) {
            return true;
        }
        Authentication login = SecurityContextHolder.getContext().getAuthentication();
        boolean allowed = Role.OPERATOR.heldBy(login) && operator.isOperationAllowed(bean, operation)
                || Role.APPROVER.heldBy(login) && approver.isOperationAllowed(bean, operation);
        if (allowed) {
            ledger.append(Entry.of(
                            "access",
                            "console.operation",
                            "%s calls %s of %s in the console.".formatted(login.getName(), operation, name(bean)))
                    .by(login.getName())
                    .with(Map.of("bean", bean.toString(), "operation", operation)));
        }
        return allowed;
    }

    private static String name(ObjectName bean) {
        String name = bean.getKeyProperty("name");
        return name == null ? bean.getKeyProperty("type") : name;
    }

    @Override
    public boolean isAttributeReadAllowed(ObjectName bean, String attribute) {
        return viewer.isAttributeReadAllowed(bean, attribute);
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName bean, String attribute) {
        return viewer.isAttributeWriteAllowed(bean, attribute);
    }

    @Override
    public boolean isTypeAllowed(RequestType type) {
        return viewer.isTypeAllowed(type);
    }

    @Override
    public boolean isHttpMethodAllowed(HttpMethod method) {
        return viewer.isHttpMethodAllowed(method);
    }

    @Override
    public boolean isRemoteAccessAllowed(String... hosts) {
        return viewer.isRemoteAccessAllowed(hosts);
    }

    /** No page of another origin is told that it may read. That none may write is seen to by the CSRF token. */
    @Override
    public boolean isOriginAllowed(String origin, boolean strict) {
        return strict;
    }

    @Override
    public boolean ignoreScheme() {
        return viewer.ignoreScheme();
    }

    @Override
    public boolean isObjectNameHidden(ObjectName bean) {
        return viewer.isObjectNameHidden(bean);
    }
}

package io.farrier.start;

import java.security.Principal;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnection;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.RolePrincipal;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Who may do what at the embedded broker. The hub itself comes from within its own process; whoever comes by a
 * door is a user of the hub and an approver, since what it sends is carried out as if it had been approved. What each may do with
 * which address are the broker's security settings; of the answers everybody reads his own.
 */
class BrokerGuard implements ActiveMQSecurityManager5 {

    /** The roles of {@code config/broker.xml}. */
    static final String HUB = "amq";

    static final String OUTSIDE = "integration";

    static final String ANSWERS = "answer.";

    /** The hub's own login. The broker remembers who a name and a password are, so they must be known to nobody else. */
    private static final String ITSELF = "farrier";

    private static final String SECRET = UUID.randomUUID().toString();

    private final UserDetailsService people;
    private final PasswordEncoder passwords;
    private final RoleHierarchy hierarchy;

    BrokerGuard(UserDetailsService people, PasswordEncoder passwords, RoleHierarchy hierarchy) {
        this.people = people;
        this.passwords = passwords;
        this.hierarchy = hierarchy;
    }

    /** Lets the hub's own connections log in. */
    static void itself(ActiveMQConnectionFactory connections) {
        connections.setUser(ITSELF);
        connections.setPassword(SECRET);
    }

    /** Null: not let in. */
    @Override
    public Subject authenticate(String user, String password, RemotingConnection connection, String domain) {
        if (connection != null && connection.getTransportConnection() instanceof InVMConnection) {
            return ITSELF.equals(user) && SECRET.equals(password) ? subject(ITSELF, HUB) : null;
        }
        if (user == null || password == null) {
            return null;
        }
        try {
            UserDetails person = people.loadUserByUsername(user);
            boolean welcome = person.isEnabled()
                    && hierarchy.getReachableGrantedAuthorities(person.getAuthorities()).stream()
                            .map(GrantedAuthority::getAuthority)
                            .anyMatch("ROLE_APPROVER"::equals)
                    && passwords.matches(password, person.getPassword());
            return welcome ? subject(user, OUTSIDE) : null;
        } catch (UsernameNotFoundException nobody) {
            return null;
        }
    }

    @Override
    public boolean authorize(Subject subject, Set<Role> roles, CheckType check, String address) {
        if (subject == null) {
            return false;
        }
        Set<String> has = subject.getPrincipals(RolePrincipal.class).stream()
                .map(Principal::getName)
                .collect(Collectors.toSet());
        boolean may = roles.stream().anyMatch(role -> has.contains(role.getName()) && check.hasRole(role));
        return may && (has.contains(HUB) || !address.startsWith(ANSWERS) || own(subject, address));
    }

    /** {@code answer.erp} is read by the user erp, and by nobody else. */
    private static boolean own(Subject subject, String address) {
        String name = address.substring(ANSWERS.length()).replaceFirst("::.*", "");
        return subject.getPrincipals(UserPrincipal.class).stream()
                .anyMatch(user -> user.getName().equals(name));
    }

    private static Subject subject(String user, String role) {
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(user));
        subject.getPrincipals().add(new RolePrincipal(role));
        return subject;
    }

    @Override
    public boolean validateUser(String user, String password) {
        return authenticate(user, password, null, null) != null;
    }

    @Override
    public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType check) {
        throw new UnsupportedOperationException("the broker asks authenticate and authorize");
    }
}

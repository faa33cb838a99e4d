package io.farrier.start;

import java.nio.file.Path;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/** Where the truth is: the PostgreSQL of {@code spring.datasource.url}, or where that is not set, our own. */
@Configuration(proxyBeanMethods = false)
class Database {

    /** The policy that routes name in {@code transacted}: one database transaction around the steps inside. */
    @Bean
    SpringTransactionPolicy truth(PlatformTransactionManager transactions) {
        return new SpringTransactionPolicy(transactions);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnExpression("'${spring.datasource.url:}'.isEmpty()")
    static class Embedded {

        @Bean(destroyMethod = "close")
        EmbeddedDatabase embeddedDatabase(@Value("${farrier.data}") Path data) {
            return EmbeddedDatabase.start(data);
        }

        @Bean
        JdbcConnectionDetails embeddedDatabaseDetails(EmbeddedDatabase database) {
            return new JdbcConnectionDetails() {
                @Override
                public String getUsername() {
                    return database.user();
                }

                @Override
                public String getPassword() {
                    return database.password();
                }

                @Override
                public String getJdbcUrl() {
                    return database.url();
                }
            };
        }
    }
}

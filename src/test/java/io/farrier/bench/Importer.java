package io.farrier.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.farrier.catalog.CatalogReader;
import io.farrier.catalog.Catalogs;
import io.farrier.catalog.Contents;
import io.farrier.catalog.Download;
import io.farrier.catalog.Limits;
import io.farrier.catalog.Loading;
import io.farrier.catalog.Manifest;
import io.farrier.catalog.SoftwareComponent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import javax.sql.DataSource;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads a catalog bare and imports it, in turn; a process of its own, so that its heap is what the flags say. */
final class Importer {

    private Importer() {}

    /** Not marked as a configuration: the hub under test would find it. */
    @EnableTransactionManagement
    static class Truth {

        @Bean
        HikariDataSource dataSource() {
            HikariDataSource source = new HikariDataSource();
            source.setJdbcUrl(System.getProperty("truth"));
            source.setMaximumPoolSize(2);
            return source;
        }

        @Bean
        DataSourceTransactionManager transactions(DataSource source) {
            return new DataSourceTransactionManager(source);
        }

        @Bean
        Catalogs catalogs(DataSource source) {
            return new Catalogs(JdbcClient.create(source), new JdbcTemplate(source), new ObjectMapper());
        }
    }

    /** @param args the catalog's file, and how often */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        try (AnnotationConfigApplicationContext truth = new AnnotationConfigApplicationContext(Truth.class)) {
            Catalogs catalogs = truth.getBean(Catalogs.class);
            TransactionTemplate one = new TransactionTemplate(truth.getBean(DataSourceTransactionManager.class));
            for (int round = 1; round <= Integer.parseInt(args[1]); round++) {
                double bare = bare(file);
                long begun = System.nanoTime();
                Loading.Loaded loaded =
                        Loading.of(catalogs, "bench", new Download(file, "sha" + round, Files.size(file), null, null));
                one.executeWithoutResult(status -> catalogs.activate(
                        catalogs.find(loaded.catalogId()).orElseThrow(), loaded.packages(), Duration.ofDays(90)));
                double imported = (System.nanoTime() - begun) / 1e9;
                System.out.printf(
                        Locale.ROOT, "round %d %f %f %d %f%n", round, bare, imported, loaded.packages(), read(file));
            }
        }
    }

    /** Without a database. */
    private static double read(Path file) throws IOException {
        long begun = System.nanoTime();
        try (InputStream in = Files.newInputStream(file)) {
            CatalogReader.read(in, Limits.DEFAULT, new Contents() {
                @Override
                public void manifest(Manifest manifest) {}

                @Override
                public void component(SoftwareComponent component) {}
            });
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    private static double bare(Path file) throws IOException, XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        long begun = System.nanoTime();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            while (xml.hasNext()) {
                xml.next();
            }
        }
        return (System.nanoTime() - begun) / 1e9;
    }
}

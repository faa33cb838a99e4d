package io.farrier.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lab keeps between two starts, how it starts, and what it refuses. */
class RestartTest {
    @TempDir
    Path folder;

    private Map<String, String> kept(int size) {
        Map<String, String> options = TestLab.options(size);
        options.put("data-dir", folder.toString());
        return options;
    }

    @Test
    void a_second_start_finds_the_fleet_as_it_was_left() {
        Map<String, String> settings = kept(60);
        int n;
        String staged;
        X509Certificate certificate;
        Instant left;
        try (TestLab lab = TestLab.of(settings)) {
            n = lab.take("bios");
            Client client = lab.client(n);
            String done = client.update(lab.packageUrl(n, "bios"), "Immediate");
            await().atMost(Duration.ofSeconds(20)).until(() -> client.jobState(done), "Completed"::equals);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> client.status().path("ServerStatus").asText(), "OutOfPOST"::equals);
            staged = client.update(lab.packageUrl(n, "cpld"), "OnReset");
            await().atMost(Duration.ofSeconds(20)).until(() -> client.jobState(staged), "Scheduled"::equals);
            certificate = client.certificate();
            left = lab.lab.clock().now();
        }
        try (TestLab lab = TestLab.of(settings)) {
            Client client = lab.client(n);
            assertThat(client.installed("BIOS.Setup.1-1")).isEqualTo(lab.newest(n, "bios"));
            assertThat(client.jobState(staged)).isEqualTo("Scheduled");
            assertThat(client.certificate()).isEqualTo(certificate);
            assertThat(lab.device(n).tally().submits()).hasSize(2);
            assertThat(lab.device(n).tally().hostResets()).hasSize(1);
            assertThat(lab.lab.clock().now()).isAfter(left.minusSeconds(600));
            client.reset("ForceRestart");
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptionsInstanceOf(Client.Gone.class)
                    .until(() -> client.jobState(staged), "Completed"::equals);
        }
    }

    @Test
    void a_host_that_was_in_post_posts_again_and_its_job_runs() {
        Map<String, String> settings = kept(1);
        settings.put("speed", "60");
        String job;
        try (TestLab lab = TestLab.of(settings)) {
            Client client = lab.client(0);
            job = client.update(lab.packageUrl(0, "perc-h755"), "OnReset");
            await().atMost(Duration.ofSeconds(20)).until(() -> client.jobState(job), "Scheduled"::equals);
            client.reset("ForceRestart");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> client.status().path("ServerStatus").asText(), "InPOST"::equals);
        }
        settings.put("speed", "1200");
        try (TestLab lab = TestLab.of(settings)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> lab.client(0).jobState(job), "Completed"::equals);
        }
    }

    @Test
    void a_site_ca_signs_every_certificate() throws Exception {
        Map<String, String> options = TestLab.options(2);
        options.put("site-ca", "true");
        try (TestLab lab = TestLab.of(options)) {
            X509Certificate authority = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(
                            lab.fetch(lab.lab.controlUrl() + "/ca.pem").body()));
            Client client = lab.client(1);
            client.get("/redfish/v1");
            client.certificate().verify(authority.getPublicKey());
            assertThat(client.certificate().getSubjectAlternativeNames().toString())
                    .contains(lab.device(1).address());
        }
    }

    @Test
    void a_thousand_servers_are_ready_in_seconds() {
        long before = System.nanoTime();
        try (TestLab lab = TestLab.of(1000)) {
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
            assertThat(lab.client(0).answers()).isTrue();
            assertThat(lab.client(999).answers()).isTrue();
            assertThat(lab.lab.devices().stream()
                            .map(d -> d.plate().tag().tag())
                            .distinct())
                    .hasSize(1000);
        }
    }

    @Test
    void two_labs_on_the_same_ports_are_told_apart() {
        Map<String, String> settings = TestLab.options(1);
        try (TestLab first = TestLab.of(settings)) {
            assertThat(first.client(0).answers()).isTrue();
            assertThatThrownBy(() -> TestLab.of(settings))
                    .hasMessageContaining("cannot listen on")
                    .hasMessageContaining("Is another lab running?");
            assertThat(first.client(0).answers()).isTrue();
        }
    }

    @Test
    void settings_come_from_arguments_and_properties_and_wrong_ones_are_refused_in_a_sentence() {
        Properties properties = new Properties();
        properties.setProperty("farrier.lab.size", "7");
        properties.setProperty("farrier.lab.speed", "10");
        LabSettings read = LabOptions.read(new String[] {"--size=9", "--faults=slow=0.5,lockdown=0.1"}, properties);
        assertThat(read.size()).isEqualTo(9);
        assertThat(read.speed()).isEqualTo(10);
        assertThat(read.faults()).hasSize(2);
        for (String wrong : new String[] {
            "--size=0",
            "--size=many",
            "--sise=4",
            "size=4",
            "--faults=gremlins=1",
            "--faults=slow=2",
            "--first-address=10.0.0.1",
            "--clusters=7",
            "--clusters=1 000",
            "--cluster-hosts=0"
        }) {
            assertThatThrownBy(() -> LabOptions.read(new String[] {wrong}, new Properties()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .isNotBlank();
        }
    }
}

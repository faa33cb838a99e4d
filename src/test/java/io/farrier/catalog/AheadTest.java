package io.farrier.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AheadTest {

    private final List<String> taken = new ArrayList<>();
    private final Set<Thread> takers = new HashSet<>();

    @Test
    void all_is_handed_over_in_its_order_by_the_thread_that_asked() throws IOException {
        Ahead.read(catalog(2_000, "</Manifest>"), Limits.DEFAULT, contents(Integer.MAX_VALUE));
        assertThat(taken).hasSize(2_001).startsWith("26.11.00", "F/0").endsWith("F/1999");
        assertThat(takers).containsExactly(Thread.currentThread());
    }

    @Test
    void what_comes_before_a_refusal_is_handed_over_and_the_refusal_is_the_readers() {
        assertThatThrownBy(() -> Ahead.read(catalog(700, ""), Limits.DEFAULT, contents(Integer.MAX_VALUE)))
                .isInstanceOf(CatalogRefused.class)
                .hasMessageContaining("truncated");
        assertThat(taken).startsWith("26.11.00", "F/0");
    }

    @Test
    void bytes_that_cannot_be_read_are_no_end() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("The disk is gone.");
            }
        };
        assertThatThrownBy(() -> Ahead.read(broken, Limits.DEFAULT, contents(1)))
                .isInstanceOf(IOException.class)
                .hasMessage("The disk is gone.");
    }

    @Test
    void nobody_reads_on_when_nobody_takes() {
        assertThatThrownBy(() -> Ahead.read(catalog(60_000, "</Manifest>"), Limits.DEFAULT, contents(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The database is gone.");
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("catalog-reader"));
    }

    private Contents contents(int most) {
        return new Contents() {
            @Override
            public void manifest(Manifest manifest) {
                take(manifest.version());
            }

            @Override
            public void component(SoftwareComponent component) {
                take(component.path());
            }

            private void take(String what) {
                takers.add(Thread.currentThread());
                taken.add(what);
                if (taken.size() == most) {
                    throw new IllegalStateException("The database is gone.");
                }
            }
        };
    }

    private static InputStream catalog(int packages, String end) {
        String components = IntStream.range(0, packages)
                .mapToObj(n -> "<SoftwareComponent path=\"F/" + n + "\" packageType=\"LW64\" vendorVersion=\"1\">"
                        + "<ComponentType value=\"FRMW\"/></SoftwareComponent>")
                .collect(Collectors.joining());
        return new ByteArrayInputStream(
                ("<Manifest version=\"26.11.00\">" + components + end).getBytes(StandardCharsets.UTF_8));
    }
}

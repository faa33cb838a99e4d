package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farrier.HubTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
class TransportBudgetTest {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Sites sites;

    @Autowired
    CamelContext camel;

    private Bmc host(int n, String site) {
        String address = "127.20.120." + n;
        long id = jdbc.sql(
                        "insert into hosts (mgmt_ip, mgmt_kind, tags)"
                                + " values (?::inet, 'server', jsonb_strip_nulls(jsonb_build_object('site', ?::text))) returning id")
                .params(address, site)
                .query(Long.class)
                .single();
        return new Bmc(id, address, 443);
    }

    private Exchange taken(TransportBudget budget, Bmc bmc) throws InterruptedException {
        Exchange exchange = new DefaultExchange(camel);
        budget.take(exchange, new Ask.ReadPower(bmc));
        return exchange;
    }

    @Test
    void no_more_than_a_site_can_bear_are_asked_there_at_once_and_all_are_asked_in_the_end() throws Exception {
        TransportBudget budget = new TransportBudget(sites, 2, 3, 400, 30_000);
        List<Bmc> hosts = new ArrayList<>();
        for (int n = 1; n <= 10; n++) {
            hosts.add(host(n, "ams1"));
        }
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch three = new CountDownLatch(3);
        try (ExecutorService asks = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int n = 0; n < 30; n++) {
                Bmc bmc = hosts.get(n % 10);
                done.add(asks.submit(() -> {
                    Exchange exchange = taken(budget, bmc);
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    three.countDown();
                    three.await();
                    now.decrementAndGet();
                    budget.give(exchange);
                    return null;
                }));
            }
            for (Future<?> ask : done) {
                ask.get();
            }
        }
        assertThat(most).hasValue(3);
    }

    @Test
    void a_full_site_holds_up_no_other_and_whoever_finds_no_place_there_has_asked_nothing() throws Exception {
        TransportBudget budget = new TransportBudget(sites, 2, 1, 400, 50);
        Bmc first = host(21, "fra1");
        Bmc second = host(22, "fra1");
        Exchange one = taken(budget, first);
        assertThatThrownBy(() -> taken(budget, second))
                .isInstanceOfSatisfying(
                        Failure.class, late -> assertThat(late.code()).isEqualTo("late"))
                .hasMessageContaining("site fra1")
                .hasMessageContaining(second.toString());
        budget.give(taken(budget, host(23, "lon1")));
        budget.give(taken(budget, host(24, null)));
        budget.give(one);
        budget.give(taken(budget, second));
    }
}

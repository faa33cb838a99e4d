package io.farrier.transport.ipmi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ipmitool 1.8.19 says on standard error: recorded against ipmi_sim and a relay that lost packets, or its own strings. */
class IpmiReplyTest {

    private static final String NO_SESSION = "|Error: Unable to establish IPMI v2 / RMCP+ session";

    private static IpmiReply failed(String err) {
        return new IpmiReply(1, "", ("Loading IANA PEN Registry...|" + err).replace("|", "\n"));
    }

    private static String code(String err) {
        return failed(err).failure("ipmitool chassis power cycle at 10.0.0.7").code();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "> RAKP 2 HMAC is invalid, ipmi-login",
                "RAKP 2 message indicates an error : unauthorized name, ipmi-login",
                "RAKP 2 message indicates an error : unauthorized role requested, ipmi-privilege",
                "Error in open session response message : invalid authentication algorithm, ipmi-cipher",
                "Error in open session response message : insufficient resources for session, ipmi-busy",
                "This BMC does not support IPMI v2 / RMCP+, ipmi-none",
                "Get Auth Capabilities error, silent",
                "Set Session Privilege Level to ADMINISTRATOR failed: Unknown, ipmi-privilege",
                "Error in open session response message : no matching cipher suite, ipmi-cipher",
                "Set Session Privilege Level to OPERATOR failed, ipmi-session",
                "Something else, ipmi-session"
            })
    void why_there_was_no_session_is_told_and_only_a_wrong_login_counts_as_refused(String err, String code) {
        assertThat(code(err + NO_SESSION)).isEqualTo(code);
        assertThat(failed(err + NO_SESSION).refused()).isEqualTo(code.equals("ipmi-login"));
        assertThat(failed(err + NO_SESSION).loggedIn()).isFalse();
    }

    @Test
    void an_order_whose_answer_was_lost_is_a_time_out_whatever_its_own_questions_came_to() {
        String lost = "Error sending request.|Get Device ID command failed|Running Get VSO Capabilities my_addr 0x20,"
                + " transit 0, target 0x20|No valid response received|Discovered IPMB address 0x0"
                + "|Unable to set Chassis Power Control to Cycle|Close Session command failed";
        assertThat(code(lost)).isEqualTo("timeout");
        assertThat(failed(lost).refused()).isFalse();
    }

    @Test
    void a_no_of_the_device_is_its_own_and_not_one_to_a_question_before_it() {
        String no = "Running Get VSO Capabilities my_addr 0x20, transit 0, target 0x20"
                + "|Invalid completion code received: Invalid command|Discovered IPMB address 0x0"
                + "|Set Chassis Power Control to Cycle failed: ";
        assertThat(code(no + "Command not supported in present state")).isEqualTo("ipmi-state");
        assertThat(code(no + "Insufficient privilege level")).isEqualTo("ipmi-privilege");
        assertThat(code(no + "Node busy")).isEqualTo("ipmi-busy");
        assertThat(failed(no + "Node busy").loggedIn()).isTrue();
        assertThat(failed(no + "Node busy").failure("It").getMessage()).endsWith("Node busy");
    }

    @Test
    void what_nobody_has_seen_yet_is_for_a_human_and_proves_nothing_of_the_login() {
        assertThat(code("Segmentation fault")).isEqualTo("ipmitool");
        assertThat(failed("Segmentation fault").loggedIn()).isFalse();
    }
}

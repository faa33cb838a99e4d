package io.farrier.transport.racadm;

import io.farrier.transport.Failure;
import io.farrier.transport.Jobs;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code racadm jobqueue view}: the whole queue, a block for each job. */
final class JobQueue {

    static final Pattern ID = Pattern.compile("[JR]ID_\\d{6,18}");

    private static final Pattern MESSAGE = Pattern.compile("(?:([A-Z]{2,4}\\d{2,5})\\s*:\\s*)?(.*)");

    private JobQueue() {}

    static List<Jobs.Job> jobs(String text) {
        return Blocks.under("JOB QUEUE", text).stream().map(JobQueue::job).toList();
    }

    private static Jobs.Job job(Map<String, String> block) {
        String jid = block.get("Job ID");
        String state = Blocks.known(block, "Status");
        if (jid == null || state == null || !block.containsKey("Percent Complete")) {
            throw new Failure("garbled", "A job of RACADM's JOB QUEUE has no id, no status or no end");
        }
        Matcher message = MESSAGE.matcher(block.getOrDefault("Message", ""));
        boolean told = message.matches();
        return new Jobs.Job(
                jid,
                Blocks.known(block, "Job Name"),
                null,
                // "Ready For Execution" here is ReadyForExecution everywhere else.
                state.replace(" ", ""),
                percent(block.get("Percent Complete")),
                told ? message.group(1) : null,
                told && !message.group(2).isEmpty() ? message.group(2) : null);
    }

    private static Integer percent(String number) {
        return number.matches("\\d{1,3}") ? Integer.valueOf(number) : null;
    }
}

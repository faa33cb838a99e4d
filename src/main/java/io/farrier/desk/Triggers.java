package io.farrier.desk;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.quartz.CamelJob;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.component.quartz.QuartzConstants;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/** The clock's triggers. In a clustered store Camel deletes none when its route goes: it would fire on for nobody. */
final class Triggers {

    private Triggers() {}

    /**
     * Deletes the trigger of a route that was stopped and is about to be removed. Not later: fired without its route, a
     * trigger makes itself a new endpoint, and that one schedules it again.
     */
    static void delete(Route route) throws SchedulerException {
        if (route.getEndpoint() instanceof QuartzEndpoint quartz) {
            Scheduler clock = quartz.getComponent().getScheduler();
            Trigger trigger = clock.getTrigger(quartz.getTriggerKey());
            if (trigger != null) {
                clock.deleteJob(trigger.getJobKey());
            }
        }
    }

    /** Deletes what files left that were taken away while no hub ran. Jobs that are not Camel's are left alone. */
    static void forgetOrphans(CamelContext camel) throws SchedulerException {
        if (!(camel.hasComponent("quartz") instanceof QuartzComponent quartz) || quartz.getScheduler() == null) {
            return;
        }
        Set<TriggerKey> owned = camel.getRoutes().stream()
                .map(route -> route.getEndpoint())
                .filter(QuartzEndpoint.class::isInstance)
                .map(endpoint -> ((QuartzEndpoint) endpoint).getTriggerKey())
                .collect(Collectors.toSet());
        Scheduler clock = quartz.getScheduler();
        for (TriggerKey key : clock.getTriggerKeys(GroupMatcher.anyTriggerGroup())) {
            JobDetail job = clock.getJobDetail(clock.getTrigger(key).getJobKey());
            if (!owned.contains(key) && isOurs(camel, job)) {
                clock.deleteJob(job.getKey());
            }
        }
    }

    private static boolean isOurs(CamelContext camel, JobDetail job) {
        return CamelJob.class.isAssignableFrom(job.getJobClass())
                && camel.getName().equals(job.getJobDataMap().get(QuartzConstants.QUARTZ_CAMEL_CONTEXT_NAME));
    }
}

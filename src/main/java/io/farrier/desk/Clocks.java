package io.farrier.desk;

import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;

/** A clustered Quartz keeps the trigger of a route that is gone: it would fire on, for nobody (STACK T29). */
final class Clocks {

    private Clocks() {}

    static void stop(CamelContext camel, Route route) throws SchedulerException {
        if (route.getEndpoint() instanceof QuartzEndpoint clock) {
            QuartzComponent quartz = camel.getComponent("quartz", QuartzComponent.class);
            TriggerKey key = clock.getTriggerKey();
            quartz.getScheduler().unscheduleJob(key);
            quartz.getScheduler().deleteJob(JobKey.jobKey(key.getName(), key.getGroup()));
        }
    }
}

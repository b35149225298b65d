// What happens at the server, as server-sent events: REGISTRATION, UPDATED, DEREGISTRATION, AWAKE, SLEEPING, NOTIFICATION, SEND and
// COAPLOG.

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

import org.eclipse.californium.core.coap.EmptyMessage;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.interceptors.MessageInterceptor;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.TimestampedLwM2mNodes;
import org.eclipse.leshan.core.observation.CompositeObservation;
import org.eclipse.leshan.core.observation.Observation;
import org.eclipse.leshan.core.observation.SingleObservation;
import org.eclipse.leshan.core.request.SendRequest;
import org.eclipse.leshan.core.response.ObserveCompositeResponse;
import org.eclipse.leshan.core.response.ObserveResponse;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.observation.ObservationListener;
import org.eclipse.leshan.server.queue.PresenceListener;
import org.eclipse.leshan.server.registration.Registration;
import org.eclipse.leshan.server.registration.RegistrationListener;
import org.eclipse.leshan.server.registration.RegistrationUpdate;
import org.eclipse.leshan.server.send.SendListener;

final class Events implements RegistrationListener, ObservationListener, PresenceListener, SendListener {
    record Event(String name, String endpoint, Map<String, Object> data) {}

    private final LeshanServer server;
    private final Set<BlockingQueue<Event>> listeners = ConcurrentHashMap.newKeySet();

    Events(LeshanServer server) {
        this.server = server;
        server.getRegistrationService().addListener(this);
        server.getObservationService().addListener(this);
        server.getPresenceService().addListener(this);
        server.getSendService().addListener(this);
    }

    BlockingQueue<Event> subscribe() {
        var queue = new LinkedBlockingQueue<Event>();
        listeners.add(queue);
        return queue;
    }

    void unsubscribe(BlockingQueue<Event> queue) {
        listeners.remove(queue);
    }

    private void publish(String name, String endpoint, Map<String, Object> data) {
        var event = new Event(name, endpoint, data);
        listeners.forEach(queue -> queue.add(event));
    }

    @Override
    public void registered(Registration registration, Registration previous, Collection<Observation> observations) {
        publish("REGISTRATION", registration.getEndpoint(), Json.of(registration));
    }

    @Override
    public void updated(RegistrationUpdate update, Registration updated, Registration previous) {
        publish("UPDATED", updated.getEndpoint(), Map.of("registration", Json.of(updated)));
    }

    @Override
    public void unregistered(Registration registration, Collection<Observation> observations, boolean expired,
            Registration successor) {
        var data = Json.of(registration);
        data.put("expired", expired);
        publish("DEREGISTRATION", registration.getEndpoint(), data);
    }

    @Override
    public void onResponse(SingleObservation observation, Registration registration, ObserveResponse response) {
        var data = new LinkedHashMap<String, Object>();
        data.put("ep", registration.getEndpoint());
        data.put("kind", "single");
        data.put("res", observation.getPath().toString());
        data.put("val", Json.of(response.getContent()));
        publish("NOTIFICATION", registration.getEndpoint(), data);
    }

    @Override
    public void onResponse(CompositeObservation observation, Registration registration, ObserveCompositeResponse response) {
        var data = new LinkedHashMap<String, Object>();
        data.put("ep", registration.getEndpoint());
        data.put("kind", "composite");
        data.put("paths", observation.getPaths().stream().map(LwM2mPath::toString).toList());
        data.put("val", Json.of(response.getContent()));
        publish("NOTIFICATION", registration.getEndpoint(), data);
    }

    @Override
    public void onAwake(Registration registration) {
        publish("AWAKE", registration.getEndpoint(), Map.of("ep", registration.getEndpoint()));
    }

    @Override
    public void onSleeping(Registration registration) {
        publish("SLEEPING", registration.getEndpoint(), Map.of("ep", registration.getEndpoint()));
    }

    @Override
    public void dataReceived(Registration registration, TimestampedLwM2mNodes data, SendRequest request) {
        publish("SEND", registration.getEndpoint(), Map.of("ep", registration.getEndpoint(), "val", Json.of(data)));
    }

    @Override
    public void onError(Registration registration, String message, Exception error) {
        System.err.println("send: " + message + ": " + error);
    }

    @Override
    public void onError(Observation observation, Registration registration, Exception error) {
        System.err.println("notification: " + error);
    }

    @Override
    public void newObservation(Observation observation, Registration registration) {}

    @Override
    public void cancelled(Observation observation) {}

    /** Every CoAP message of a registered device; of a device that is not (yet), only the answers to its requests are missed. */
    MessageInterceptor wireLog() {
        return new MessageInterceptor() {
            @Override public void sendRequest(Request request) { log(false, request, request.getDestinationContext()); }
            @Override public void sendResponse(Response response) { log(false, response, response.getDestinationContext()); }
            @Override public void sendEmptyMessage(EmptyMessage message) { log(false, message, message.getDestinationContext()); }
            @Override public void receiveRequest(Request request) { log(true, request, request.getSourceContext()); }
            @Override public void receiveResponse(Response response) { log(true, response, response.getSourceContext()); }
            @Override public void receiveEmptyMessage(EmptyMessage message) { log(true, message, message.getSourceContext()); }
        };
    }

    private void log(boolean incoming, Message message, org.eclipse.californium.elements.EndpointContext context) {
        if (listeners.isEmpty() || context == null) return;
        var address = context.getPeerAddress();
        for (var all = server.getRegistrationService().getAllRegistrations(); all.hasNext();) {
            var registration = all.next();
            if (!address.equals(registration.getSocketAddress())) continue;
            var data = new LinkedHashMap<String, Object>();
            data.put("ep", registration.getEndpoint());
            data.put("incoming", incoming);
            data.put("type", message.getType().name());
            data.put("code", message instanceof Request request ? String.valueOf(request.getCode())
                    : message instanceof Response response ? String.valueOf(response.getCode()) : "EMPTY");
            data.put("mId", message.getMID());
            data.put("token", message.getTokenString());
            data.put("options", message.getOptions().toString());
            publish("COAPLOG", registration.getEndpoint(), data);
        }
    }
}

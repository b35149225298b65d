// LwM2M requests from the REST calls of Leshan's demo server: one object and composite ones, each in the format that the query names.

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.leshan.core.link.lwm2m.attributes.DefaultLwM2mAttributeParser;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeSet;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.observation.CompositeObservation;
import org.eclipse.leshan.core.observation.SingleObservation;
import org.eclipse.leshan.core.request.CancelCompositeObservationRequest;
import org.eclipse.leshan.core.request.CancelObservationRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.CreateRequest;
import org.eclipse.leshan.core.request.DeleteRequest;
import org.eclipse.leshan.core.request.DiscoverRequest;
import org.eclipse.leshan.core.request.DownlinkDeviceManagementRequest;
import org.eclipse.leshan.core.request.ExecuteRequest;
import org.eclipse.leshan.core.request.ObserveCompositeRequest;
import org.eclipse.leshan.core.request.ObserveRequest;
import org.eclipse.leshan.core.request.ReadCompositeRequest;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.request.WriteAttributesRequest;
import org.eclipse.leshan.core.request.WriteCompositeRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.server.observation.ObservationService;
import org.eclipse.leshan.server.registration.Registration;

import com.fasterxml.jackson.databind.ObjectMapper;

final class Requests {
    private final ObservationService observations;
    private final Registration registration;
    private final Map<String, String> query;
    private final byte[] body;

    Requests(ObservationService observations, Registration registration, Map<String, String> query, byte[] body) {
        this.observations = observations;
        this.registration = registration;
        this.query = query;
        this.body = body;
    }

    /** Forgets an observation, so that its next notification is answered by a reset. */
    void forget(List<String> path) {
        if (path.get(0).equals("composite")) observations.cancelCompositeObservations(registration, paths());
        else observations.cancelObservations(registration, "/" + String.join("/", path));
    }

    DownlinkDeviceManagementRequest<?> simple(String call, String target, String attributes) throws Exception {
        var format = format("format");
        switch (call) {
            case "GET ": return new ReadRequest(format, target);
            case "GET discover": return new DiscoverRequest(target);
            case "POST observe": return new ObserveRequest(format, target);
            case "DELETE observe": return new CancelObservationRequest(observation(target));
            case "DELETE ": return new DeleteRequest(target);
            case "PUT attributes":
                return new WriteAttributesRequest(target,
                        new LwM2mAttributeSet(new DefaultLwM2mAttributeParser().parseUriQuery(attributes)));
            case "PUT ":
                var mode = "false".equals(query.get("replace")) ? WriteRequest.Mode.UPDATE : WriteRequest.Mode.REPLACE;
                return new WriteRequest(mode, format, target, (LwM2mNode) Json.node(map()));
            case "POST ": return posted(target, format);
            default: throw new IllegalArgumentException("Invalid path");
        }
    }

    DownlinkDeviceManagementRequest<?> composite(String call) throws Exception {
        var ofPaths = format("pathformat");
        var ofNodes = format("nodeformat");
        switch (call) {
            case "GET ": return new ReadCompositeRequest(ofPaths, ofNodes, paths());
            case "PUT ": return new WriteCompositeRequest(ofNodes, nodes(), null);
            case "POST observe": return new ObserveCompositeRequest(ofPaths, ofNodes, paths());
            case "DELETE observe": return new CancelCompositeObservationRequest(compositeObservation());
            default: throw new IllegalArgumentException("Invalid path");
        }
    }

    private DownlinkDeviceManagementRequest<?> posted(String target, ContentFormat format) throws Exception {
        if (new LwM2mPath(target).isResource())
            return new ExecuteRequest(target, body.length == 0 ? null : new String(body, StandardCharsets.UTF_8));
        var instance = (LwM2mObjectInstance) Json.node(map());
        if (instance.getId() == LwM2mObjectInstance.UNDEFINED)
            return new CreateRequest(format, target, instance.getResources().values());
        return new CreateRequest(format, target, instance);
    }

    private ContentFormat format(String name) {
        return query.containsKey(name) ? ContentFormat.fromName(query.get(name).toUpperCase()) : null;
    }

    private String[] paths() {
        return query.get("paths").split(",");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> map() throws Exception {
        return new ObjectMapper().readValue(body, Map.class);
    }

    @SuppressWarnings("unchecked")
    private Map<LwM2mPath, LwM2mNode> nodes() throws Exception {
        var nodes = new LinkedHashMap<LwM2mPath, LwM2mNode>();
        map().forEach((path, node) -> nodes.put(new LwM2mPath(path), (LwM2mNode) Json.node((Map<String, Object>) node)));
        return nodes;
    }

    private SingleObservation observation(String target) {
        for (var one : observations.getObservations(registration))
            if (one instanceof SingleObservation single && single.getPath().toString().equals(target)) return single;
        throw new IllegalArgumentException("no observation of " + target);
    }

    private CompositeObservation compositeObservation() {
        var wanted = Arrays.stream(paths()).map(LwM2mPath::new).toList();
        for (var one : observations.getObservations(registration))
            if (one instanceof CompositeObservation composite && composite.getPaths().equals(wanted)) return composite;
        throw new IllegalArgumentException("no observation of " + wanted);
    }
}

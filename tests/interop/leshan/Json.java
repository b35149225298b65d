// Leshan's values as the maps that Jackson writes, in the shape of Leshan's own demo server, and back.

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.eclipse.leshan.core.link.DefaultLinkSerializer;
import org.eclipse.leshan.core.link.Link;
import org.eclipse.leshan.core.model.ResourceModel.Type;
import org.eclipse.leshan.core.node.LwM2mChildNode;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.node.ObjectLink;
import org.eclipse.leshan.core.node.TimestampedLwM2mNodes;
import org.eclipse.leshan.core.request.BindingMode;
import org.eclipse.leshan.core.response.CreateResponse;
import org.eclipse.leshan.core.response.DiscoverResponse;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.ReadCompositeResponse;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.util.Hex;
import org.eclipse.leshan.core.util.datatype.ULong;
import org.eclipse.leshan.server.registration.Registration;

final class Json {
    private Json() {}

    static Map<String, Object> of(Registration registration) {
        var map = new LinkedHashMap<String, Object>();
        map.put("endpoint", registration.getEndpoint());
        map.put("registrationId", registration.getId());
        map.put("registrationDate", registration.getRegistrationDate());
        map.put("lastUpdate", registration.getLastUpdate());
        map.put("address", registration.getAddress().getHostAddress() + ":" + registration.getPort());
        map.put("lwM2mVersion", registration.getLwM2mVersion().toString());
        map.put("lifetime", registration.getLifeTimeInSec());
        map.put("bindingMode", BindingMode.toString(registration.getBindingMode()));
        map.put("objectLinks", Arrays.stream(registration.getObjectLinks()).map(Json::of).toList());
        map.put("secure", registration.getClientTransportData().getIdentity().isSecure());
        map.put("queuemode", registration.usesQueueMode());
        return map;
    }

    static Map<String, Object> of(LwM2mResponse response) {
        var map = new LinkedHashMap<String, Object>();
        map.put("status", response.getCode().toString());
        map.put("valid", response.isValid());
        map.put("success", response.isSuccess());
        map.put("failure", response.isFailure());
        if (response instanceof ReadResponse read) map.put("content", of(read.getContent()));
        if (response instanceof ReadCompositeResponse read) map.put("content", of(read.getContent()));
        if (response instanceof DiscoverResponse discover && discover.getObjectLinks() != null)
            map.put("objectLinks", Arrays.stream(discover.getObjectLinks()).map(Json::of).toList());
        if (response instanceof CreateResponse create) map.put("location", create.getLocation());
        if (response.isFailure() && response.getErrorMessage() != null) map.put("errormessage", response.getErrorMessage());
        return map;
    }

    static Map<String, Object> of(Link link) {
        var attributes = new LinkedHashMap<String, Object>();
        for (var attribute : link.getAttributes())
            attributes.put(attribute.getName(), attribute.hasValue() ? String.valueOf(attribute.getValue()) : true);
        return Map.of("url", link.getUriReference(), "attributes", attributes);
    }

    /** Nodes of several paths; a path that has no value is null. */
    static Map<String, Object> of(Map<LwM2mPath, LwM2mNode> nodes) {
        if (nodes == null) return null;
        var map = new LinkedHashMap<String, Object>();
        nodes.forEach((path, node) -> map.put(path.toString(), of(node)));
        return map;
    }

    /** Nodes with their times, as a list; the time is null where the device gave none. */
    static List<Map<String, Object>> of(TimestampedLwM2mNodes series) {
        var list = new ArrayList<Map<String, Object>>();
        for (var time : series.getTimestamps()) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("timestamp", time == null ? null : time.toEpochMilli());
            entry.put("nodes", of(series.getNodesAt(time)));
            list.add(entry);
        }
        return list;
    }

    static Map<String, Object> of(LwM2mNode node) {
        if (!(node instanceof LwM2mChildNode child)) return null;
        var map = new LinkedHashMap<String, Object>();
        map.put("id", child.getId());
        if (node instanceof LwM2mObject object) {
            map.put("kind", "obj");
            map.put("instances", object.getInstances().values().stream().map(Json::of).toList());
        } else if (node instanceof LwM2mObjectInstance instance) {
            map.put("kind", "instance");
            map.put("resources", instance.getResources().values().stream().map(Json::of).toList());
        } else if (node instanceof LwM2mResource resource && resource.isMultiInstances()) {
            var values = new LinkedHashMap<String, Object>();
            resource.getInstances().forEach((id, one) -> values.put(id.toString(), shown(one.getType(), one.getValue())));
            map.put("kind", "multiResource");
            map.put("type", resource.getType());
            map.put("values", values);
        } else if (node instanceof LwM2mResource resource) {
            map.put("kind", "singleResource");
            map.put("type", resource.getType());
            map.put("value", shown(resource.getType(), resource.getValue()));
        } else if (node instanceof LwM2mResourceInstance instance) {
            map.put("kind", "resourceInstance");
            map.put("type", instance.getType());
            map.put("value", shown(instance.getType(), instance.getValue()));
        }
        return map;
    }

    private static Object shown(Type type, Object value) {
        return switch (type) {
            case OPAQUE -> new String(Hex.encodeHex((byte[]) value));
            case BOOLEAN -> value;
            case TIME -> ((Date) value).getTime();
            case OBJLNK -> ((ObjectLink) value).encodeToString();
            case CORELINK -> new DefaultLinkSerializer().serializeCoreLinkFormat((Link[]) value);
            default -> value.toString();
        };
    }

    /** A node from {"id":1,"kind":"singleResource","type":"integer","value":"60"} and the like. */
    @SuppressWarnings("unchecked")
    static LwM2mChildNode node(Map<String, Object> map) {
        int id = map.get("id") instanceof Integer number ? number : LwM2mObjectInstance.UNDEFINED;
        var kind = (String) map.get("kind");
        if ("instance".equals(kind)) {
            List<LwM2mResource> resources = new ArrayList<>();
            for (var resource : (List<Map<String, Object>>) map.get("resources")) resources.add((LwM2mResource) node(resource));
            return map.containsKey("id") ? new LwM2mObjectInstance(id, resources) : new LwM2mObjectInstance(resources);
        }
        var type = Type.valueOf(((String) map.get("type")).toUpperCase());
        if ("multiResource".equals(kind)) {
            var values = new LinkedHashMap<Integer, Object>();
            ((Map<String, Object>) map.get("values")).forEach((key, value) -> values.put(Integer.valueOf(key), meant(type, value)));
            return LwM2mMultipleResource.newResource(id, values, type);
        }
        if ("resourceInstance".equals(kind)) return LwM2mResourceInstance.newInstance(id, meant(type, map.get("value")), type);
        return LwM2mSingleResource.newResource(id, meant(type, map.get("value")), type);
    }

    private static Object meant(Type type, Object value) {
        var text = String.valueOf(value);
        return switch (type) {
            case INTEGER -> Long.valueOf(text);
            case UNSIGNED_INTEGER -> ULong.valueOf(text);
            case FLOAT -> Double.valueOf(text);
            case BOOLEAN -> Boolean.valueOf(text);
            case TIME -> new Date(Long.parseLong(text));
            case OPAQUE -> Hex.decodeHex(text.toCharArray());
            case OBJLNK -> ObjectLink.decodeFromString(text);
            default -> text;
        };
    }
}

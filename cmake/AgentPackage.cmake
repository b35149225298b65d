# The Debian packages: lwm2m-agent, and lwm2m-agent-tools with what one tries it with. cpack -G DEB in the build folder makes them.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lwm2m-agent)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package has its own
set(CPACK_PACKAGE_CONTACT "lwm2m-agent maintainers <lwm2m-agent@packages.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR OFF)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL agent tools)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_AGENT_PACKAGE_NAME lwm2m-agent)
set(CPACK_DEBIAN_AGENT_DESCRIPTION "makes a gateway an LwM2M device through its NB-IoT module
lwm2m-agentd drives a Quectel BC660K-GL or BC950K-GL through the module's own
CoAP commands. The module is the CoAP and DTLS stack, the gateway needs no IP
route, and one YAML file says what the LwM2M server sees.")
set(CPACK_DEBIAN_AGENT_PACKAGE_DEPENDS systemd)
set(CPACK_DEBIAN_AGENT_PACKAGE_SUGGESTS "lwm2m-agent-tools, polkitd, gpsd")
set(CPACK_DEBIAN_AGENT_PACKAGE_CONTROL_EXTRA
    "${PROJECT_SOURCE_DIR}/packaging/debian/postinst"
    "${PROJECT_SOURCE_DIR}/packaging/debian/prerm;${PROJECT_SOURCE_DIR}/packaging/debian/postrm")

set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME lwm2m-agent-tools)
set(CPACK_DEBIAN_TOOLS_DESCRIPTION "emulated NB-IoT module and small LwM2M server for lwm2m-agent
bc660k-emulator is a module on a pseudo terminal, with real CoAP over UDP and
DTLS behind its AT commands. lwm2m-demo-server is the other end in small. With
both, lwm2m-agent can be tried without any hardware.")
set(CPACK_DEBIAN_TOOLS_PACKAGE_SUGGESTS lwm2m-agent)
include(CPack)

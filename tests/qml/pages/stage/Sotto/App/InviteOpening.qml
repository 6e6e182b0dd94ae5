import QtQuick

QtObject {
    property bool busy: false
    property string errorTitle
    property string error
    property bool deciding: false
    property string invitation
    property string linkFromOutside
    property string outsideRelay: "relay.sotto.example"
    property string called

    signal opened(double conversationId)

    function open(link) { called = "open " + link; }
    function openImage(file) { called = "openImage"; }
    function accept() { called = "accept invite"; }
    function decline() { deciding = false; linkFromOutside = ""; called = "decline"; }
    function leave() {}
    function paste() { called = "paste"; }
    function scanScreen() { called = "scanScreen"; }
    function acceptOutsideLink() { called = "accept"; }
    function dismissOutsideLink() { linkFromOutside = ""; }
    function forgetError() { errorTitle = ""; error = ""; }
}

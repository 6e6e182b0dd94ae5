import QtQuick

QtObject {
    property bool active: false
    property double share: 0
    property string text
    property string asOf
    property bool copied: false
    property string troubleTitle
    property string troubleText

    function dismissTrouble() { troubleTitle = ""; }
}

"""Input that starts an export."""

from django import forms

from innovet.exports.enums import ExportFormat


class ExportForm(forms.Form):
    """Which table, in which format, narrowed as the list was."""

    table = forms.CharField(max_length=50)
    format = forms.ChoiceField(choices=ExportFormat)
    query = forms.CharField(max_length=2000, required=False)

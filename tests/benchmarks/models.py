"""Tables of the control pages only; they exist in the benchmark's database."""

from django.db import models


class ControlRow(models.Model):
    name = models.CharField(max_length=100)
    town = models.CharField(max_length=100)
    amount = models.IntegerField()
    made_at = models.DateTimeField()

    def __str__(self):
        return self.name


class ControlPlace(models.Model):
    capacity = models.IntegerField()
    taken = models.IntegerField(default=0)

    def __str__(self):
        return f"{self.taken}/{self.capacity}"


class ControlGuest(models.Model):
    place = models.ForeignKey(ControlPlace, on_delete=models.CASCADE, related_name="+")
    user_id = models.BigIntegerField()

    def __str__(self):
        return str(self.user_id)


class ControlMessage(models.Model):
    key = models.CharField(max_length=100, unique=True)
    body = models.TextField()

    def __str__(self):
        return self.key

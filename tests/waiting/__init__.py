"""What lets a test hold on a machine that is slow, or busy with other tests."""

/** Reason given to an attempt's signal when the service stops: the job goes back into the queue. */
export class ServiceStopping extends Error {
  override readonly name = 'ServiceStopping';
}
